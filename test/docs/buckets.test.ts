import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../cli/temporary-folder.js';
import { policy } from '../cli/test-io.js';

const page = readFileSync(join(import.meta.dirname, '../../docs/experiments.md'), 'utf8');
const [, text = ''] = /^```yaml\n(policy: .*?)^```/ms.exec(page) ?? [];
const [, terminal = ''] = /^```console\n(\$ cat users.txt\n.*?)^```/ms.exec(page) ?? [];
const [users, ...commands] = terminal.split(/^\$ (?=policy|cat)/m).slice(1);

describe('policy buckets in the documentation', () => {
  it('has two commands', () => {
    expect(commands).toHaveLength(2);
  });

  it.each(commands)('prints what stands there: %s', async (command) => {
    const [line = '', ...output] = command.split('\n');
    const files = { 'policies/support.yaml': text, 'users.txt': (users ?? '').split('\n').slice(1).join('\n') };
    const { out, err } = await policy(line.split(' ').slice(1), { cwd: temporaryFolder(files) });
    expect(`${out}${err}`.trimEnd()).toBe(output.join('\n').trimEnd());
  });
});

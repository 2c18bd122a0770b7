import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../cli/temporary-folder.js';
import { policy } from '../cli/test-io.js';
import { documentedLabels } from './documented-labels.js';

const page = readFileSync(join(import.meta.dirname, '../../docs/eval.md'), 'utf8');

describe('docs/eval.md', () => {
  it('shows what the command prints', async () => {
    const [, yaml = ''] = /^```yaml\n([\s\S]*?)^```$/m.exec(page) ?? [];
    const cwd = temporaryFolder({ 'support.yaml': yaml, 'labels.jsonl': documentedLabels() });
    const [, command = '', shown] = /^```console\n\$ policy (eval .*)\n([\s\S]*?)\n```$/m.exec(page) ?? [];
    const { out } = await policy(command.split(' '), { cwd });
    expect(out.trimEnd()).toBe(shown);
  });

  it('shows a label that is one', async () => {
    const [, label = ''] = /^```json\n(.*)\n```$/m.exec(page) ?? [];
    const [, yaml = ''] = /^```yaml\n([\s\S]*?)^```$/m.exec(page) ?? [];
    const cwd = temporaryFolder({ 'support.yaml': yaml });
    const { code, err } = await policy(['eval', '--policy', 'support.yaml'], { cwd, stdin: label });
    expect([code, err]).toEqual([0, '']);
  });
});

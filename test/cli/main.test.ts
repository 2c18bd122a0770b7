import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';

const main = resolve('dist/cli/main.js');

interface Spawned {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

async function spawnPolicy(argv: readonly string[], input: string): Promise<Spawned> {
  const child = spawn(process.execPath, [main, ...argv], { stdio: 'pipe' });
  const closed = new Promise<number | null>((done) => child.on('close', done));
  child.stdin.end(input);
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: await closed, out, err };
}

const line = `${JSON.stringify({ messages: [{ role: 'user', content: 'hello' }], policy: 'tiers' })}\n`;

/** What users run: the built file. `npm test` builds it first. */
describe('the built command', () => {
  it('decides lines from a pipe', async () => {
    const { code, out, err } = await spawnPolicy(['decide', '--json'], line.repeat(3));
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out.trimEnd().split('\n')).toHaveLength(3);
    expect(JSON.parse(out.split('\n')[0] ?? '')).toMatchObject({ policy: 'tiers', tier: 'budget' });
  });

  it('exits with 2 for an unknown command', async () => {
    const { code, out, err } = await spawnPolicy(['tset'], '');
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain('Did you mean test?');
  });

  it('is not disturbed by a reader that goes away', async () => {
    const child = spawn(process.execPath, [main, 'decide', '--json'], { stdio: 'pipe' });
    const closed = new Promise<number | null>((done) => child.on('close', done));
    const errors = text(child.stderr);
    child.stdin.on('error', () => undefined);
    child.stdout.once('data', () => child.stdout.destroy());
    child.stdin.end(line.repeat(2000));
    expect(await closed).toBe(0);
    expect(await errors).toBe('');
  });
});

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { smallPolicy } from './small-policy.js';
import { temporaryFolder } from './temporary-folder.js';
import { policy } from './test-io.js';

const names = ['init', 'validate', 'decide', 'explain', 'run', 'test', 'demo'];

describe('the command', () => {
  it('tells its version', async () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    expect(await policy(['--version'])).toEqual({ code: 0, out: `${version}\n`, err: '' });
  });

  it('helps, with every command and examples', async () => {
    const { code, out, err } = await policy(['--help']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    for (const name of [...names, 'Examples:']) expect(out).toContain(name);
  });

  it.each(names)('%s has help with an example or an explanation', async (name) => {
    const { code, out } = await policy([name, '--help']);
    expect(code).toBe(0);
    expect(out).toMatch(name === 'demo' ? /simulated provider/ : /Examples:\n {2}\$ .*policy/);
  });

  it('shows its help when nothing is asked', async () => {
    expect(await policy([])).toMatchObject({ code: 2, out: '', err: expect.stringContaining('Usage: policy') });
  });

  it.each([
    [['vlaidate'], 'Did you mean validate?'],
    [['validate', '--jsn'], 'Did you mean --json?'],
    [['validate', 'extra'], 'too many arguments'],
    [['decide', '--prompt'], 'argument missing'],
  ])('refuses %j and says what was meant', async (argv, message) => {
    const { code, out, err } = await policy(argv);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(message);
  });

  it('colours only on a terminal, and never with NO_COLOR', async () => {
    const cwd = temporaryFolder({ 'policies/small.yaml': smallPolicy() });
    const coloured = async (options: object): Promise<boolean> => {
      const runs = [
        await policy(['validate'], { cwd, ...options }),
        await policy(['explain', 'x'], { cwd, ...options }),
      ];
      return runs.some(({ out, err }) => `${out}${err}`.includes('\u001b['));
    };
    expect(await coloured({ tty: true })).toBe(true);
    expect(await coloured({ tty: false })).toBe(false);
    expect(await coloured({ tty: true, env: { NO_COLOR: '1' } })).toBe(false);
    expect(await coloured({ tty: true, env: { TERM: 'dumb' } })).toBe(false);
  });
});

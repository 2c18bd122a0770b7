import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../temporary-folder.js';
import { policy } from '../test-io.js';

describe('policy init', () => {
  it('writes a policy without a warning and fixtures that pass', async () => {
    const cwd = temporaryFolder();
    const written = await policy(['init', 'chat'], { cwd });
    expect(written.code).toBe(0);
    expect(written.err).toContain('wrote policies/chat.yaml');
    const validated = await policy(['validate', '--strict'], { cwd });
    expect(validated.err).toMatch(/^✓ chat/);
    expect(validated.code).toBe(0);
    const tested = await policy(['test'], { cwd });
    expect(tested.err).toMatch(/12 passed/);
    expect(tested.code).toBe(0);
  });

  it('prints a CI workflow, or writes it', async () => {
    const cwd = temporaryFolder();
    const printed = await policy(['init'], { cwd });
    expect(printed.out).toContain('npx policy test');
    expect(existsSync(join(cwd, '.github'))).toBe(false);
    const written = await policy(['init', 'other', '--ci', 'github', '--policy', 'rules'], { cwd });
    expect(written).toMatchObject({ code: 0, out: '' });
    const workflow = readFileSync(join(cwd, '.github/workflows/policy.yml'), 'utf8');
    expect(workflow).toContain('npx policy validate --policy rules --strict');
  });

  it('never overwrites without --force, not even in part', async () => {
    const cwd = temporaryFolder();
    await policy(['init'], { cwd });
    const path = join(cwd, 'policies/support.test.yaml');
    writeFileSync(path, 'mine');
    writeFileSync(join(cwd, 'policies/support.yaml'), 'mine, too');
    const again = await policy(['init'], { cwd });
    expect(again.code).toBe(2);
    expect(again.err).toContain('already exist; nothing was written');
    expect(readFileSync(path, 'utf8')).toBe('mine');
    expect(await policy(['init', '--force'], { cwd })).toMatchObject({ code: 0 });
    expect(readFileSync(path, 'utf8')).not.toBe('mine');
  });

  it.each([
    [['init', '../x'], 'cannot be a policy'],
    [['init', '--policy', 'a.yaml'], 'init writes into a folder'],
    [['init', '--ci', 'jenkins'], 'Allowed choices are github'],
  ])('refuses %j', async (argv, message) => {
    const { code, err } = await policy(argv, { cwd: temporaryFolder() });
    expect(code).toBe(2);
    expect(err).toContain(message);
  });
});

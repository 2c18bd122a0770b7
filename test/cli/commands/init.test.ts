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
    expect(tested.err).toMatch(/18 passed/);
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

  it('writes files that are formatted, with schemas that their first lines point to', async () => {
    const cwd = temporaryFolder();
    await policy(['init', 'chat'], { cwd });
    expect(await policy(['fmt', '--check'], { cwd })).toEqual({ code: 0, out: '', err: '' });
    expect(await policy(['schema', '--check'], { cwd })).toEqual({ code: 0, out: '', err: '' });
    for (const [file, schema] of [
      ['chat.yaml', './.schema/chat.schema.json'],
      ['chat.test.yaml', './.schema/chat.test.schema.json'],
    ] as const) {
      const [first] = readFileSync(join(cwd, 'policies', file), 'utf8').split('\n');
      expect(first).toBe(`# yaml-language-server: $schema=${schema}`);
      expect(existsSync(join(cwd, 'policies', schema))).toBe(true);
    }
  });

  it('tells VS Code about policies on request, and keeps what it was told before', async () => {
    const settings = { 'editor.tabSize': 8, '[yaml]': { 'editor.tabSize': 3 } };
    const cwd = temporaryFolder({
      '.vscode/settings.json': JSON.stringify(settings),
      '.vscode/extensions.json': '{ "recommendations": ["biomejs.biome"] }',
    });
    expect(await policy(['init', '--vscode'], { cwd })).toMatchObject({ code: 0 });
    const read = (name: string): unknown => JSON.parse(readFileSync(join(cwd, '.vscode', name), 'utf8'));
    expect(read('settings.json')).toEqual({ 'yaml.format.enable': false, ...settings });
    expect(read('extensions.json')).toEqual({ recommendations: ['biomejs.biome', 'redhat.vscode-yaml'] });
  });

  it('writes nothing where settings for VS Code cannot be kept', async () => {
    const cwd = temporaryFolder({ '.vscode/settings.json': '{ // mine\n}' });
    const { code, err } = await policy(['init', '--vscode'], { cwd });
    expect(code).toBe(2);
    expect(err).toContain('have comments, which would be lost; nothing was written');
    expect(existsSync(join(cwd, 'policies'))).toBe(false);
  });

  it('writes a GitLab job', async () => {
    const cwd = temporaryFolder();
    await policy(['init', '--ci', 'gitlab'], { cwd });
    expect(readFileSync(join(cwd, '.gitlab-ci.yml'), 'utf8')).toContain('- npx policy validate --strict');
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
    [['init', '--ci', 'jenkins'], 'Allowed choices are github, gitlab'],
  ])('refuses %j', async (argv, message) => {
    const { code, err } = await policy(argv, { cwd: temporaryFolder() });
    expect(code).toBe(2);
    expect(err).toContain(message);
  });
});

import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parsePolicy, routerErrorCodes } from '../src/index.js';
import { type SimulatedServer, startSimulatedProvider } from '../src/testing/index.js';
import { policy as policyCommand } from './cli/test-io.js';

const root = resolve(import.meta.dirname, '..');
const readme = await readFile(join(root, 'README.md'), 'utf8');

/** The code blocks of a language, in order. */
const blocks = (language: string): readonly string[] =>
  [...readme.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms'))].map((match) => match[1] ?? '');

const [policy = '', fixtures = '', failures = ''] = blocks('yaml');
const [program = ''] = blocks('ts');
const [printed = ''] = blocks('text');

let folder: string;
let server: SimulatedServer;

beforeAll(async () => {
  server = await startSimulatedProvider();
  folder = await mkdtemp(join(tmpdir(), 'signalbox-readme-'));
  await mkdir(join(folder, 'node_modules'));
  await symlink(root, join(folder, 'node_modules', 'signalbox'));
  await writeFile(join(folder, 'support.yaml'), policy);
  await writeFile(join(folder, 'support.test.yaml'), fixtures);
  await writeFile(join(folder, 'program.mjs'), program);
});

afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

describe('the README', () => {
  it('shows a policy without a finding', () => {
    expect(parsePolicy(policy).diagnostics).toEqual([]);
  });

  it('shows a program that prints what it says', async () => {
    const env = { ...process.env, LLM_URL: server.url, LLM_KEY: 'k' };
    const { stdout } = await promisify(execFile)(process.execPath, ['program.mjs'], { cwd: folder, env });
    expect(stdout).toBe(printed);
  });

  it('shows fixtures that pass', async () => {
    const { code, out, err } = await policyCommand(['test', '--policy', 'support.yaml'], { cwd: folder });
    expect(code, out + err).toBe(0);
  });

  it('shows settings for failures that a policy may state', () => {
    const withTiers = `${policy.replace(/^tiers:\n(?: .*\n)+/m, '')}${failures}
  quick: { model: fast, max_tokens: 512 }
  deeper: { model: deep, max_tokens: 8192 }
`;
    expect(parsePolicy(withTiers).diagnostics).toEqual([]);
  });

  it('lists every error code with its meaning', () => {
    const table = readme.slice(readme.indexOf('<!-- errors:start -->'), readme.indexOf('<!-- errors:end -->'));
    const rows = [...table.matchAll(/^\| `(\w+)` \| (.+) \|$/gm)].map((match) => [match[1], match[2]]);
    expect(Object.fromEntries(rows)).toEqual(routerErrorCodes);
  });

  it('names only commands that exist', async () => {
    const named = [...readme.matchAll(/^\| `policy (\w+)/gm)].map((match) => match[1]);
    const { out } = await policyCommand(['--help']);
    expect(named.length).toBeGreaterThan(5);
    for (const name of named) expect(out).toMatch(new RegExp(`^ +${name}\\b`, 'm'));
  });
});

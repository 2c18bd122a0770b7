import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ciFile } from '../../src/cli/init/ci-workflow.js';
import { parseYaml } from '../../src/policy/parse-yaml.js';
import { temporaryFolder } from '../cli/temporary-folder.js';
import { policy } from '../cli/test-io.js';

const root = join(import.meta.dirname, '../..');
const page = readFileSync(join(root, 'docs/ci.md'), 'utf8');
const [githubText = '', gitlabText = ''] = blocks('yaml');
const [gates = ''] = blocks('sh');

function blocks(language: string): readonly string[] {
  return [...page.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms'))].map((match) => match[1] ?? '');
}

interface GithubWorkflow {
  readonly jobs: { readonly policy: { readonly steps: readonly { readonly run?: string }[] } };
}

const github = parseYaml(githubText, 'github').value as GithubWorkflow;
const gitlab = parseYaml(gitlabText, 'gitlab').value as { readonly policy: { readonly script: readonly string[] } };

/** A repository with the policy that init writes, and nothing to install from a registry. */
async function project(): Promise<string> {
  const cwd = temporaryFolder({
    'package.json': '{ "name": "service", "version": "1.0.0", "private": true }',
    'package-lock.json':
      '{ "name": "service", "version": "1.0.0", "lockfileVersion": 3, "packages": { "": { "name": "service", "version": "1.0.0" } } }',
  });
  expect(await policy(['init'], { cwd })).toMatchObject({ code: 0 });
  return cwd;
}

/** The local package, where `npm ci` would have put the one of the registry. */
function install(cwd: string): void {
  mkdirSync(join(cwd, 'node_modules/.bin'), { recursive: true });
  symlinkSync(root, join(cwd, 'node_modules/signalbox'));
  symlinkSync('../signalbox/dist/cli/main.js', join(cwd, 'node_modules/.bin/policy'));
}

interface Ran {
  readonly step: string;
  readonly code: number;
  readonly output: string;
}

/** Runs shell steps as a CI system does: each in a shell, until one fails. */
async function runSteps(steps: readonly string[], cwd: string, env: Record<string, string> = {}): Promise<Ran[]> {
  const done: Ran[] = [];
  for (const step of steps) {
    const ran = await runStep(step, cwd, env);
    done.push(ran);
    if (step === 'npm ci') install(cwd);
    if (ran.code !== 0) break;
  }
  return done;
}

function runStep(step: string, cwd: string, env: Record<string, string>): Promise<Ran> {
  const inherited = { ...process.env, npm_config_offline: 'true', npm_config_update_notifier: 'false' };
  return new Promise((resolve) => {
    execFile('bash', ['-e', '-c', step], { cwd, env: { ...inherited, ...env } }, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 1;
      resolve({ step, code, output: stdout + stderr });
    });
  });
}

const failures = (done: readonly Ran[]): readonly Ran[] => done.filter(({ code }) => code !== 0);
const junit = (cwd: string): string => readFileSync(join(cwd, 'policy-tests.xml'), 'utf8');

/** Makes one case fail. */
function breakFixture(cwd: string): void {
  const file = join(cwd, 'policies/support.test.yaml');
  const text = readFileSync(file, 'utf8');
  expect(text).toContain('tier: quick, max_tokens: 512');
  writeFileSync(file, text.replace('tier: quick, max_tokens: 512', 'tier: thorough, max_tokens: 512'));
}

// Each step starts npm or npx, which takes seconds on a machine with other work.
describe('the page about CI', { timeout: 180_000 }, () => {
  it('shows what policy init writes', () => {
    expect(githubText).toBe(ciFile('github', 'policies').text);
    expect(gitlabText).toBe(ciFile('gitlab', 'policies').text);
    expect(page).toContain(`\`${ciFile('github', 'policies').path}\``);
    expect(page).toContain(`\`${ciFile('gitlab', 'policies').path}\``);
  });

  it('shows a GitHub workflow whose steps pass, and fail when a case does', async () => {
    const steps = github.jobs.policy.steps.flatMap(({ run }) => run ?? []);
    expect(steps).toHaveLength(3);
    const cwd = await project();
    const summary = join(cwd, 'summary.md');
    expect(failures(await runSteps(steps, cwd, { GITHUB_STEP_SUMMARY: summary }))).toEqual([]);
    expect(junit(cwd)).toContain('<testsuite');
    breakFixture(cwd);
    const [failure] = failures(await runSteps(steps.slice(1), cwd, { GITHUB_STEP_SUMMARY: summary }));
    expect(failure?.code).toBe(1);
    expect(failure?.output).toMatch(/^::error file=policies\/support/m);
    expect(readFileSync(summary, 'utf8')).toContain('short tasks are quick');
    expect(junit(cwd)).toContain('<failure');
  });

  it('shows a GitLab job whose script passes, and fails when a policy has a mistake', async () => {
    const cwd = await project();
    expect(failures(await runSteps(gitlab.policy.script, cwd))).toEqual([]);
    expect(existsSync(join(cwd, 'policy-tests.xml'))).toBe(true);
    const file = join(cwd, 'policies/support.yaml');
    writeFileSync(file, readFileSync(file, 'utf8').replace('default: everyday', 'default: evryday'));
    const [failure] = failures(await runSteps(gitlab.policy.script.slice(1), cwd));
    expect(failure).toMatchObject({ step: 'npx policy validate --strict', code: 1 });
    expect(failure?.output).toContain('did you mean `everyday`?');
  });

  it('shows gates that a new policy passes, and that fail when it changes behind their back', async () => {
    const cwd = await project();
    const steps = gates.trim().split('\n');
    expect(steps.length).toBeGreaterThan(3);
    install(cwd);
    await policy(['docs', '--out', 'docs/policies'], { cwd });
    expect(failures(await runSteps(steps, cwd))).toEqual([]);
    const file = join(cwd, 'policies/support.yaml');
    const changed = readFileSync(file, 'utf8').replaceAll('everyday', 'usual').replace('{ below 100:', '{below 120:');
    writeFileSync(file, changed);
    for (const step of steps) {
      const { code } = await policy(step.replace('npx policy ', '').split(' '), { cwd });
      expect(code, step).not.toBe(0);
    }
  });
});

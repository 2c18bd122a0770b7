import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Diagnostic } from '../../src/diagnostics/diagnostic.js';
import { changedArms } from '../../src/lint/changed-arms.js';
import { lintPolicy } from '../../src/lint/lint-policy.js';
import { parsePolicy } from '../../src/policy/parse-policy.js';
import { type CompiledPolicy, compilePolicy } from '../../src/rules/compile-policy.js';
import { untestedThresholds } from '../../src/verify/coverage/untested-thresholds.js';
import { linkFixtures } from '../../src/verify/link-fixtures.js';
import { parseFixtures } from '../../src/verify/parse-fixtures.js';
import { runSuite } from '../../src/verify/run-suite.js';

const root = join(import.meta.dirname, '../..');
const folder = join(root, 'docs/lints');
const names = readdirSync(folder)
  .filter((file) => file !== 'README.md')
  .map((file) => file.replace('.md', ''));

/** What a page leaves out of its policies. */
const rest: Readonly<Record<string, string>> = {
  policy: 'policy: example\n',
  language: 'language: 1\n',
  endpoints: 'endpoints: { openrouter: { kind: openrouter } }\n',
  models:
    'models: { small: { id: acme/small, endpoint: openrouter, context: 8000 }, large: { id: other/large, endpoint: openrouter, context: 8000 } }\n',
  tiers: 'tiers: { quick: { model: small, fallbacks: [large], max_tokens: 500 } }\n',
  facts: 'facts: { plan: { from: attribute, path: plan, default: free } }\n',
  rules: 'rules: [{ id: pro-users, when: { plan: pro }, then: quick }]\n',
  default: 'default: quick\n',
};

function whole(text: string, without: readonly string[] = []): string {
  const added = Object.entries(rest).filter(
    ([key]) => !without.includes(key) && !new RegExp(`^${key}:`, 'm').test(text),
  );
  return added.map(([, section]) => section).join('') + text;
}

interface Page {
  readonly code: string;
  /** By the word behind `yaml`. */
  readonly blocks: ReadonlyMap<string, string>;
  /** Files that stand beside the policy, by the word behind `json`. */
  readonly files: ReadonlyMap<string, string>;
  readonly says: string;
}

function readPage(name: string): Page {
  const text = readFileSync(join(folder, `${name}.md`), 'utf8');
  expect(text.startsWith(`# ${name}\n`)).toBe(true);
  const blocks = [...text.matchAll(/^```yaml ([\w-]+)[^\n]*\n(.*?)^```$/gms)].map(([, kind = '', body = '']) => {
    return [kind, body] as const;
  });
  const files = [...text.matchAll(/^```json (\S+)\n(.*?)^```$/gms)].map(
    ([, file = '', body = '']) => [file, body] as const,
  );
  const [, says = ''] = /^```text\n(.*?)\n```$/ms.exec(text) ?? [];
  return { code: /^Code: `([\w-]+)`/m.exec(text)?.[1] ?? name, blocks: new Map(blocks), files: new Map(files), says };
}

async function compile(
  text: string,
  files: ReadonlyMap<string, string>,
): Promise<CompiledPolicy | readonly Diagnostic[]> {
  const { policy, diagnostics } = parsePolicy(text, { file: 'policy.yaml', readInclude: (path) => files.get(path) });
  if (policy === undefined) return diagnostics;
  const result = await compilePolicy(policy);
  return result.compiled ?? result.diagnostics;
}

async function untested(compiled: CompiledPolicy, text: string): Promise<readonly Diagnostic[]> {
  const { document, places } = parseFixtures({ file: 'policy.test.yaml', text });
  if (document === undefined) throw new Error('the fixtures of a page are not valid');
  const { suite, diagnostics } = linkFixtures(document, places, compiled, () => ({ problem: 'is not there' }));
  expect(diagnostics).toEqual([]);
  const results = await runSuite(suite, () => 0);
  expect(results.flatMap(({ differences }) => differences)).toEqual([]);
  return untestedThresholds(compiled, results);
}

/** Everything that is found in a policy, with the fixtures beside it, after the version before it. */
async function findings(page: Page, kind: 'example' | 'fixed' | 'silenced'): Promise<readonly Diagnostic[]> {
  const { blocks, files } = page;
  const block = blocks.get(kind) ?? '';
  const isFixtures = block.startsWith('policy: policy.yaml');
  const text = isFixtures ? (blocks.get('example') ?? '') : block;
  const without = page.code === 'missing-key' && kind === 'example' ? ['default'] : [];
  const compiled = await compile(whole(text, without), files);
  if (!('policy' in compiled)) return compiled;
  const before = blocks.get('before');
  const previous = before === undefined ? undefined : await compile(whole(before), files);
  const fixtures = isFixtures ? block : blocks.get('fixtures');
  return [
    ...lintPolicy(compiled, { now: Date.parse('2026-03-02T09:00:00Z') }),
    ...(previous !== undefined && 'policy' in previous ? changedArms(previous.policy, compiled.policy) : []),
    ...(fixtures === undefined ? [] : await untested(compiled, fixtures)),
  ];
}

describe('the page of a lint', () => {
  it.each(names)('%s has an example that gives this finding and no other, and a cure that gives none', async (name) => {
    const page = readPage(name);
    const found = await findings(page, 'example');
    expect(found.map(({ code }) => code)).toEqual([page.code]);
    expect(found[0]?.message).toBe(page.says);
    expect(await findings(page, 'fixed')).toEqual([]);
    const isError = found[0]?.severity === 'error';
    expect(page.blocks.has('silenced')).toBe(!isError);
    if (!isError) expect(await findings(page, 'silenced')).toEqual([]);
  });

  it('stands in the list of all lints', () => {
    const listed = [...readFileSync(join(folder, 'README.md'), 'utf8').matchAll(/\]\(([\w-]+)\.md\)/g)];
    expect(listed.map(([, name]) => name).toSorted()).toEqual(names.toSorted());
  });

  it('exists for every lint there is', () => {
    const sources = ['src/lint', 'src/verify/coverage'].flatMap((path) =>
      readdirSync(join(root, path)).map((file) => readFileSync(join(root, path, file), 'utf8')),
    );
    const codes = sources.flatMap((text) => [...text.matchAll(/^ {4,6}code: '([\w-]+)'/gm)].map(([, code]) => code));
    expect(new Set(codes).size).toBeGreaterThanOrEqual(9);
    expect(codes.filter((code) => code !== undefined && !names.includes(code))).toEqual([]);
  });
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lintPolicy } from '../../src/lint/lint-policy.js';
import { checkCatalogue } from '../../src/policy/check-catalogue.js';
import { parsePolicy } from '../../src/policy/parse-policy.js';
import { compilePolicy } from '../../src/rules/compile-policy.js';
import { temporaryFolder } from '../cli/temporary-folder.js';
import { policy } from '../cli/test-io.js';

const root = join(import.meta.dirname, '../..');
const page = readFileSync(join(root, 'docs/catalogue.md'), 'utf8');

/** Blocks by the file name that stands behind their language. */
const files = new Map(
  [...page.matchAll(/^```(?:yaml|json) (\S+)\n(.*?)^```$/gms)].map(([, name = '', text = '']) => [name, text] as const),
);
const fileNames = [...files.keys()].filter((name) => name.includes('.'));
const sessions = [...page.matchAll(/^```console\n\$ policy ([^\n]+)\n(.*?)^```$/gms)].map(
  ([, command = '', output = '']) => [command, output] as const,
);

function folder(): string {
  return temporaryFolder(Object.fromEntries(fileNames.map((name) => [name, files.get(name) ?? ''])));
}

describe('docs/catalogue.md', () => {
  it.each(sessions)('shows what `policy %s` writes', async (command, output) => {
    const { out, err } = await policy(command.split(' '), { cwd: folder() });
    expect(out + err).toBe(output);
  });

  it('shows two sessions, and files that are right', () => {
    expect(sessions).toHaveLength(2);
    for (const name of fileNames.filter((file) => !file.endsWith('support.yaml'))) {
      expect([name, checkCatalogue(files.get(name) ?? '', name).diagnostics]).toEqual([name, []]);
    }
  });

  it('shows a policy without findings', async () => {
    const read = parsePolicy(files.get('policies/support.yaml') ?? '', {
      readInclude: (path) => files.get(`policies/${path}`),
    });
    expect(read.diagnostics).toEqual([]);
    const { compiled } = await compilePolicy(read.policy!);
    expect(lintPolicy(compiled!)).toEqual([]);
  });

  it('shows several catalogues as a policy may name them', () => {
    const listing = (kind: string): string => `version: 1\nendpoint_kind: ${kind}\nmodels: []`;
    const text = (files.get('policies/support.yaml') ?? '')
      .replace(/^catalogue: .*\n/m, files.get('catalogue') ?? '')
      .replace(/^endpoints:\n/m, 'endpoints:\n  inhouse: { kind: openai }\n');
    const json = JSON.stringify({ version: 1, endpoint_kind: 'openrouter', models: [] });
    const { diagnostics } = parsePolicy(text, {
      readInclude: (path) =>
        path === 'models.json' ? files.get('policies/models.json') : path.endsWith('.json') ? json : listing('openai'),
    });
    expect(diagnostics).toEqual([]);
  });

  it('names every event, and every option with its range', () => {
    const sources = ['src/reload/refresh-catalogues.ts', 'src/router-options.ts'].map((file) =>
      readFileSync(join(root, file), 'utf8'),
    );
    const events = [...sources[0]!.matchAll(/type: '([\w-]+)'/g)].map(([, name]) => name);
    expect(new Set(events)).toEqual(new Set(['catalogue-refreshed', 'catalogue-refresh-failed']));
    const [, options = ''] = /interface CatalogueRefresh \{(.*?)^\}/ms.exec(sources[1]!) ?? [];
    const names = [...options.matchAll(/readonly (\w+)\??:/g)].map(([, name]) => name);
    expect(names).toEqual(['everyMs', 'url', 'fetch']);
    for (const name of [...events, ...names]) expect(page).toContain(`| \`${name}\` |`);
  });
});

import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');

/** The packages whose modules a process of its own has loaded, and the files of ours. */
function loadedBy(policy: string): { readonly packages: readonly string[]; readonly files: readonly string[] } {
  const typescript = pathToFileURL(join(root, 'scripts/typescript.js')).href;
  const script = join(root, 'test/support/loading-process.ts');
  const lines = execFileSync(process.execPath, ['--import', typescript, script, policy], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('node:'));
  const names = lines.flatMap((line) => /^.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(line)?.[1] ?? []);
  const files = lines.flatMap(
    (line) => /\/(?:src|dist)\/(.*)$/.exec(line.includes('node_modules') ? '' : line)?.[1] ?? [],
  );
  return { packages: [...new Set(names)].sort(), files };
}

const policy = `
policy: support
language: 1
endpoints: { llm: { kind: openai, base_url: "http://127.0.0.1:9/v1", api_key: { env: KEY } } }
models: { fast: { id: fast, endpoint: llm, context: 1000, price: { prompt: 1, completion: 2 } } }
tiers: { quick: { model: fast, max_tokens: 512 } }
facts: { task: { from: attribute, path: task } }
rules: [{ id: code, when: { task: code }, then: quick }]
default: quick
`;

describe('a process that loads a policy and decides', () => {
  const { packages, files } = loadedBy(policy);

  it('loads of others the engine, YAML, the SDK and what files are written with: no tokenizer, no watcher, and no compiler of schemas', () => {
    const engine = ['clone', 'eventemitter2', 'hash-it', 'json-rules-engine', 'jsonpath-plus'];
    // The SDK stands ready: loading it by the first request would hold up everybody's by a tenth of a second.
    expect(packages).toEqual([...engine, 'openai', 'rotating-file-stream', 'yaml']);
  });

  it('loads the checks of policies, and nothing that reports, tests or scans', () => {
    expect(files).toContain('validators/policy.mjs');
    const unwanted = files.filter((file) => /^(?:cli|eval|report|verify|testing|vendor)\//.test(file));
    expect(unwanted).toEqual([]);
  });
});

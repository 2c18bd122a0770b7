import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { describe, expect, it } from 'vitest';

const source = resolve(import.meta.dirname, '../src');

/** The stages in order. A folder may import from itself and from the lines above its own. */
const steps = [
  ['diagnostics', 'fields.ts', 'runtime.ts', 'errors.ts', 'seeded-random.ts', 'random-uuid.ts'],
  ['run-with-timeout.ts'],
  ['request', 'policy'],
  ['facts'],
  ['rules', 'catalogue', 'usage'],
  ['decide'],
  ['plan'],
  ['execute', 'system-runtime.ts'],
  ['providers', 'store', 'records', 'lint'],
  ['reload', 'verify', 'client', 'report'],
  ['eval'],
  ['router-options.ts', 'router-events.ts'],
  ['router-interface.ts'],
  ['router.ts'],
  ['index.ts', 'server', 'integrations', 'testing'],
  ['cli'],
];

/** Each package is known to one file or folder only; a library's types do not leak past it. */
const packages: Record<string, string> = {
  'json-rules-engine': 'rules/engine.ts',
  yaml: 'policy/parse-yaml.ts',
  // At build time: what a process loads of it are the few functions that its generated code calls.
  ajv: 'policy/compile-schema.ts',
  tiktoken: 'facts/',
  chokidar: 'reload/',
  openai: 'providers/',
  commander: 'cli/',
  redis: 'store/',
  '@duckdb/node-api': 'report/',
  echarts: 'report/',
  'rotating-file-stream': 'records/file-sink.ts',
};

/** Files below execute/ that may touch the world; everything else there is a function of its arguments. */
const impureExceptions = new Set([
  'policy/load-policy.ts',
  'policy/read-regular-file.ts',
  'catalogue/catalogue-file.ts',
  'catalogue/fetch-models.ts',
  'catalogue/sync.ts',
]);
const pureFolders = new Set([
  'diagnostics',
  'request',
  'policy',
  'facts',
  'rules',
  'catalogue',
  'usage',
  'decide',
  'plan',
]);
const impureModules = /^node:(fs|net|http|https|dns|child_process|timers|os|process)/;
const impureCalls = /\b(Date\.now|Math\.random|randomUUID|performance\.now|new Date\(\)|fetch|process\.env)\b/;

interface Import {
  readonly from: string;
  readonly line: number;
  readonly specifier: string;
  readonly typeOnly: boolean;
}

const files = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.split(sep).join('/'));

function importsOf(file: string): Import[] {
  const text = readFileSync(join(source, file), 'utf8');
  const found: Import[] = [];
  const pattern =
    /^\s*(?:import|export)\b(?:([^;'"]*?)\bfrom)?\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/gm;
  for (const match of text.matchAll(pattern)) {
    const line = text.slice(0, match.index).split('\n').length;
    found.push({
      from: file,
      line,
      specifier: match[2] ?? match[3] ?? '',
      typeOnly: /^\s*type\b/.test(match[1] ?? ''),
    });
  }
  return found;
}

const imports = files.flatMap(importsOf);
const folderOf = (file: string): string => file.split('/')[0] ?? file;
const stepOf = (folder: string): number => steps.findIndex((step) => step.includes(folder));
const at = (found: Import): string => `src/${found.from}:${found.line} imports ${found.specifier}`;

describe('the architecture', () => {
  it('knows every folder of src', () => {
    expect([...new Set(files.map(folderOf))].filter((folder) => stepOf(folder) < 0)).toEqual([]);
  });

  it('reads real imports', () => {
    expect(imports.length).toBeGreaterThan(20);
  });

  it('imports one way, types included', () => {
    const wrong = imports.filter((found) => {
      if (!found.specifier.startsWith('.')) return false;
      const target = relative(source, resolve(source, dirname(found.from), found.specifier))
        .split(sep)
        .join('/')
        .replace(/\.js$/, '.ts');
      const [own, other] = [folderOf(found.from), folderOf(target)];
      return own !== other && stepOf(other) >= stepOf(own);
    });
    expect(wrong.map(at)).toEqual([]);
  });

  it('keeps each package behind one file or folder', () => {
    const wrong = imports.filter((found) => {
      if (/^[.#]|^node:/.test(found.specifier)) return false;
      const name = found.specifier
        .split('/')
        .slice(0, found.specifier.startsWith('@') ? 2 : 1)
        .join('/');
      if (name === 'openai' && found.typeOnly) return false;
      const home = packages[name];
      return home === undefined || !found.from.startsWith(home);
    });
    expect(wrong.map(at)).toEqual([]);
  });

  it('touches no clock, randomness, disk or network up to the plan', () => {
    const pure = files.filter((file) => pureFolders.has(folderOf(file)) && !impureExceptions.has(file));
    const modules = imports.filter((found) => pure.includes(found.from) && impureModules.test(found.specifier)).map(at);
    const calls = pure.flatMap((file) =>
      readFileSync(join(source, file), 'utf8')
        .split('\n')
        .flatMap((line, index) => {
          const code = line
            .replace(/^\s*(\*|\/\/|\/\*).*/, '')
            .replace(/\/\/.*$/, '')
            .replace(/'[^']*'/g, "''");
          return impureCalls.test(code) ? [`src/${file}:${index + 1} ${line.trim()}`] : [];
        }),
    );
    expect([...modules, ...calls]).toEqual([]);
  });
});

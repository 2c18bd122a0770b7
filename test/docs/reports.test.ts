import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { groupKeyNames } from '../../src/report/usage/group-key.js';
import { temporaryFolder } from '../cli/temporary-folder.js';
import { policy } from '../cli/test-io.js';
import { documentedRecords } from './documented-records.js';
import { examplesOf } from './run-example.js';

const docs = join(import.meta.dirname, '../../docs');
const pages = ['reports.md', 'shadows.md'].map((name) => [name, readFileSync(join(docs, name), 'utf8')] as const);
const [[, reports]] = pages as [(typeof pages)[number], ...typeof pages];

/** Where the examples are run: records, and archives of months. */
function folder(): string {
  const records = documentedRecords();
  const cwd = temporaryFolder({ 'records/signalbox.jsonl': records });
  mkdirSync(join(cwd, 'archive/2026-02'), { recursive: true });
  for (const file of ['archive/2026-02/signalbox.jsonl.gz', 'old.jsonl.gz'])
    writeFileSync(join(cwd, file), gzipSync(records));
  return cwd;
}

/** Words of a shell, of which some stand in quotes. */
function wordsOf(command: string): readonly string[] {
  return [...command.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(
    ([, single, double, plain]) => single ?? double ?? plain ?? '',
  );
}

function run(command: string, cwd: string) {
  const [, input, words = ''] = /^(?:zcat (\S+) \| )?npx policy (.*)$/.exec(command) ?? [];
  return policy(wordsOf(words), { cwd, ...(input !== undefined && { stdin: readFileSync(join(cwd, input)) }) });
}

const commands = pages.flatMap(([name, page]) =>
  examplesOf(page, 'sh').flatMap((block) =>
    block
      .trimEnd()
      .split('\n')
      .map((command) => [name, command] as const),
  ),
);

describe('the commands of docs/reports.md and docs/shadows.md', () => {
  it('are found', () => {
    expect(commands.length).toBeGreaterThan(7);
  });

  it.each(commands)('work: %s: %s', async (_page, command) => {
    const { code, out, err } = await run(command, folder());
    expect(err).not.toContain('error');
    expect(code).toBe(0);
    expect(out).not.toBe('');
  });

  const shown = [...reports.matchAll(/^```sh\n(.*)\n```\n\n```text\n([\s\S]*?)\n```$/gm)].map(
    ([, command = '', text = '']) => [command, text] as const,
  );

  it('show what they print', async () => {
    expect(shown).toHaveLength(2);
    for (const [command, text] of shown) expect((await run(command, folder())).out.trimEnd()).toBe(text);
  });

  it('show what is told of broken lines', async () => {
    const { err } = await run(shown[0]?.[0] ?? '', folder());
    expect(reports).toContain(`\`\`\`text\n${err}\`\`\``);
  });
});

describe('docs/reports.md', () => {
  it('lists every key to group by', () => {
    for (const key of groupKeyNames) expect(reports).toContain(`\`${key}\``);
  });
});

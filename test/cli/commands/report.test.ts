import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { UsageFigures } from '../../../src/report/usage/usage-figures.js';
import { temporaryFolder } from '../temporary-folder.js';
import { policy } from '../test-io.js';

const request = (id: number, more: object = {}) =>
  JSON.stringify({
    ...{
      v: 1,
      kind: 'request',
      id: `d-${id}`,
      at: `2026-03-0${1 + (id % 3)}T10:00:00.000Z`,
      policy: 'support',
      version: 'v',
    },
    ...{
      reason: 'rule',
      rule: 'r',
      tier: 'quick',
      outcome: 'answered',
      stream: false,
      facts: { task: 'draft' },
      unknown: [],
    },
    ...{ erased: [], exposures: [], constraints: [], chain: ['fast'], max_tokens: 9, served_by: 0, slot: 'fast' },
    ...{ attempts: [{ slot: 'fast', model: 'm/fast', endpoint: 'llm', outcome: 'ok', started_ms: 0, duration_ms: 5 }] },
    ...{ model: 'm/fast', endpoint: 'llm', cost_usd: 0.25, duration_ms: 100 * id, ...more },
  });

const side = (slot: string, more: object = {}) => ({
  slot,
  model: `m/${slot}`,
  endpoint: 'llm',
  outcome: 'ok',
  duration_ms: 100,
  characters: 10,
  finish_reason: 'stop',
  cost_usd: 0.001,
  ...more,
});
const shadow = (more: object) =>
  JSON.stringify({
    v: 1,
    kind: 'shadow',
    id: 'd-1',
    at: '2026-03-01T10:00:00.000Z',
    policy: 'support',
    version: 'v',
    rule: 'r',
    tier: 'quick',
    shadow: 's',
    ...more,
  });

const files = {
  'records/a.jsonl': `${[1, 2, 3].map((id) => request(id)).join('\n')}\n{"v":1,"kind":"feedback","id":"d-1","at":"2026-03-01T11:00:00.000Z","score":0.5}\n`,
  'records/b.jsonl': `${request(4, { model: 'm/deep', slot: 'deep' })}\nnot a record\n`,
  'shadows.jsonl': `${shadow({ status: 'answered', primary: side('fast'), candidate: side('next', { duration_ms: 300 }), agreement: { exact: false, similarity: 0.5 } })}\n${shadow({ status: 'skipped', because: 'budget' })}\n`,
};

describe('policy report', () => {
  it('shows groups and their sum, and says which lines are no records', async () => {
    const cwd = temporaryFolder(files);
    const { code, out, err } = await policy(['report', 'records/*.jsonl'], { cwd });
    expect(code).toBe(0);
    const [title, , head, first, second, all] = out.split('\n');
    expect(title).toBe('4 requests in 2 files');
    expect(head).toMatch(/^model\s+requests\s+cost USD/);
    expect(first).toMatch(/^m\/fast\s+3\s+0\.750000\s/);
    expect(second).toMatch(/^m\/deep\s+1\s+0\.250000\s.*100\.0 %/);
    expect(all).toMatch(/^all\s+4\s+1\.0000\s.*25\.0 %.*0\.500$/);
    expect(err).toContain('1 broken line left out');
    expect(err).toContain('records/b.jsonl:2: not JSON, or cut off');
  });

  it('writes JSON and CSV', async () => {
    const cwd = temporaryFolder(files);
    const json = await policy(['report', '--json', '--by', 'day', 'records/a.jsonl'], { cwd });
    expect(JSON.parse(json.out)).toMatchObject({
      by: ['day'],
      groups: ['2026-03-01', '2026-03-02', '2026-03-03'].map((day) => ({ keys: [day], figures: { requests: 1 } })),
      total: { cost_usd: 0.75 },
    });
    const csv = await policy(['report', '--csv', '--by', 'tier,model', 'records/*.jsonl'], { cwd });
    expect(csv.out.split('\n').slice(0, 2)).toEqual([
      expect.stringMatching(/^tier,model,requests,/),
      expect.stringMatching(/^quick,m\/fast,3,/),
    ]);
  });

  it('runs SQL over what is in the records', async () => {
    const cwd = temporaryFolder(files);
    const sql = 'SELECT slot, count(*) AS n FROM attempts GROUP BY ALL';
    const { out } = await policy(['report', '--json', '--sql', sql, 'records/*.jsonl'], { cwd });
    expect(JSON.parse(out)).toEqual({ slot: 'fast', n: 4 });
  });

  it('reads standard input', async () => {
    const cwd = temporaryFolder(files);
    const { out } = await policy(['report', '-'], { cwd, stdin: files['records/a.jsonl'] });
    expect(out).toMatch(/^m\/fast\s+3/m);
  });

  it('reads a folder of any name, and what is left of a file that was cut off while it was compressed', async () => {
    const text = Array.from({ length: 400 }, (_, id) => request(id)).join('\n');
    const cwd = temporaryFolder({ "od[d]'s/a.jsonl": files['records/a.jsonl'] });
    const compressed = gzipSync(text);
    writeFileSync(join(cwd, "od[d]'s/cut.jsonl.gz"), compressed.subarray(0, compressed.length / 2));
    const { code, out, err } = await policy(['report', '--json', "od[d]'s"], { cwd });
    expect(code).toBe(0);
    const { files: read, total } = JSON.parse(out) as { readonly files: number; readonly total: UsageFigures };
    expect(read).toBe(2);
    expect(total.requests).toBeGreaterThan(3 + 10);
    expect(total.requests).toBeLessThan(3 + 400);
    expect(err).toMatch(/1 broken line left out:\n {2}od\[d\]'s\/cut\.jsonl\.gz:\d+: not JSON, or cut off/);
  });

  it.each([
    ['--json', /^\{"n":3\}\n$/],
    ['--csv', /^n\n3\n$/],
  ])('tells the broken lines that SQL does not see, and answers with %s', async (flag, words) => {
    const broken = `${files['records/a.jsonl']}{"v":1,"kind":"request","id":"half\n{"v":9,"kind":"request"}\n`;
    const cwd = temporaryFolder({ 'a.jsonl': broken });
    const { code, out, err } = await policy(
      ['report', flag, '--sql', 'SELECT count(*) AS n FROM requests', 'a.jsonl'],
      { cwd },
    );
    expect([code, out]).toEqual([0, expect.stringMatching(words)]);
    expect(err).toBe(
      '2 broken lines left out:\n  a.jsonl:5: not JSON, or cut off\n  a.jsonl:6: version 9 of records is not known\n',
    );
  });

  it('shows at most ten broken lines, and counts the others', async () => {
    const cwd = temporaryFolder({ 'a.jsonl': `${request(1)}\n${'broken\n'.repeat(12)}` });
    const { err } = await policy(['report', 'a.jsonl'], { cwd });
    expect(err).toMatch(/^12 broken lines left out:\n( {2}a\.jsonl:\d+: not JSON, or cut off\n){10} {2}and 2 more\n$/);
  });

  it('reads gzipped files, by glob and from standard input alike', async () => {
    const cwd = temporaryFolder({});
    const compressed = gzipSync(files['records/a.jsonl']);
    writeFileSync(join(cwd, 'a.jsonl.gz'), compressed);
    const [byGlob, fromInput] = [
      await policy(['report', '--json', '*.gz'], { cwd }),
      await policy(['report', '--json', '-'], { cwd, stdin: compressed }),
    ];
    expect(JSON.parse(byGlob.out)).toMatchObject({ total: { requests: 3 } });
    expect(fromInput.out).toBe(byGlob.out);
  });

  it('counts the requests from --since, before --until, and for which --where holds', async () => {
    const cwd = temporaryFolder(files);
    const requests = async (...flags: readonly string[]) => {
      const { out } = await policy(['report', '--json', ...flags, 'records/*.jsonl'], { cwd });
      return (JSON.parse(out) as { readonly total: UsageFigures }).total.requests;
    };
    expect(await requests('--since', '2026-03-02')).toBe(3);
    expect(await requests('--since', '2026-03-02', '--until', '2026-03-03T10:00:00Z')).toBe(2);
    expect(await requests('--since', '2026-03-02T10:00:00Z', '--until', '2026-03-02T10:00:01Z')).toBe(2);
    expect(await requests('--where', "model = 'm/deep' -- the dear one")).toBe(1);
    expect(await requests('--since', '2026-03-02', '--where', "(facts->>'task') = 'draft' AND true")).toBe(3);
  });

  it('writes a page that needs nothing else', async () => {
    const cwd = temporaryFolder(files);
    const { code } = await policy(['report', '--html', 'page.html', 'records/*.jsonl'], { cwd });
    const page = readFileSync(join(cwd, 'page.html'), 'utf8');
    expect(code).toBe(0);
    expect(page.match(/<svg/g)).toHaveLength(4);
    expect(page).not.toMatch(/<script|src=|href=|@import|url\(/);
    expect(page.match(/<figure role="img" aria-label="[^"]{30,}"/g)).toHaveLength(4);
    expect(page.match(/<tfoot><tr><td>all<\/td>/g)).toHaveLength(3);
    expect(page).toContain('<p>1 left out.</p>');
    for (const text of ['4 requests in 2 files', '<th scope="col">model</th>', '<h2>By day and tier</h2>']) {
      expect(page).toContain(text);
    }
    const again = await policy(['report', '--html', 'again.html', '--by', 'model,tier,day', 'records/*.jsonl'], {
      cwd,
    });
    expect(again.code).toBe(0);
    const charts = (text: string) =>
      text.match(/<svg[\s\S]*?<\/svg>/g)?.map((svg) => svg.replace(/zr\d+|cls-\d+/g, ''));
    expect(charts(readFileSync(join(cwd, 'again.html'), 'utf8'))).toEqual(charts(page));
  });

  it.each([
    [['report', 'none.jsonl'], /none\.jsonl: no such file; give record files, folders, globs or -/],
    [['report', 'none-*.jsonl'], /none-\*\.jsonl: no such file/],
    [['report', '--by', 'modle', 'records/a.jsonl'], /--by modle: there is no such key; did you mean model\?/],
    [['report', '--where', 'tier = ', 'records/a.jsonl'], /--where tier = : Parser Error/],
    [
      ['report', '--where', "true AND facts->>'task' = 'draft'", 'records/a.jsonl'],
      /--where .*: Conversion Error.*; AND and OR bind more tightly than ->>: write \(facts->>'task'\) = 'code'/,
    ],
    [['report', '--where', 'teir = 1', 'records/a.jsonl'], /--where teir = 1: Binder Error.*teir/],
    [['report', '--since', 'yesterday', 'records/a.jsonl'], /--since yesterday: a day or a time was expected/],
    [['report', '--since', '2030-01-01', 'records/a.jsonl'], /none of the 3 requests is within --since/],
    [['report', '--json', '--csv', 'records/a.jsonl'], /--json and --csv: give one of them/],
    [['shadow', 'report', 'records/a.jsonl'], /no copy of a request in these records/],
    [['shadow', 'report', 'none'], /none: no such file/],
    [['shadow', 'report', '--since', 'then', 'shadows.jsonl'], /--since then: a day or a time was expected/],
    [['report', '--sql', 'SELEC 1', 'records/a.jsonl'], /--sql: Parser Error/],
    [['report', '--sql', 'SELECT modell FROM requests', 'records/a.jsonl'], /--sql: Binder Error.*modell/],
    [['report', '--sql', 'SELECT 1', '--by', 'tier', 'records/a.jsonl'], /--by has no meaning beside --sql/],
    [['report', '--limit', 'few', 'records/a.jsonl'], /--limit few: a number of groups was expected/],
    [['report', '--memory', 'lots', 'records/a.jsonl'], /--memory lots: an amount was expected/],
    [['report', '-', '-'], /standard input \(-\) was named twice/],
    [['report', 'shadows.jsonl'], /the files hold no record of a request/],
  ])('says what is wrong with %j', async (argv, words) => {
    const cwd = temporaryFolder(files);
    const { code, err, out } = await policy(argv, { cwd });
    expect(code).toBe(2);
    expect(err).toMatch(words);
    expect(out).toBe('');
  });
});

describe('policy shadow report', () => {
  it('puts the shadow beside what was delivered', async () => {
    const cwd = temporaryFolder(files);
    const { code, out } = await policy(['shadow', 'report', 'shadows.jsonl'], { cwd });
    expect(code).toBe(0);
    expect(out).toContain('shadow s  policy support');
    expect(out).toContain('1 copy answered, 0 failed, 1 left out (budget)');
    expect(out).toMatch(/latency p50\s+100 ms\s+300 ms/);
    expect(out).toMatch(/exact 0.0 %, words in common 50.0 %, tool calls -, finish reason 100.0 %/);
  });

  it('tells the broken lines that it leaves out', async () => {
    const cwd = temporaryFolder({ 's.jsonl': `half a line\n${files['shadows.jsonl']}` });
    const { code, err } = await policy(['shadow', 'report', 's.jsonl'], { cwd });
    expect(code).toBe(0);
    expect(err).toBe('1 broken line left out:\n  s.jsonl:1: not JSON, or cut off\n');
  });
});

describe('the help of policy report', () => {
  it('says once what each option is when it is not given', async () => {
    const { out } = await policy(['report', '--help'], { cwd: temporaryFolder({}) });
    for (const option of out.split(/^ {2}-/m)) expect(option.match(/\(default/g)?.length ?? 0).toBeLessThan(2);
    expect(out).toMatch(/--by <keys> +what to group by \(default: model\)/);
  });
});

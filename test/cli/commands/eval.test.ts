import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { EvalReport } from '../../../src/eval/eval-report.js';
import { type Known, knownRows, labelLine, policyText } from '../../eval/known-labels.js';
import { temporaryFolder } from '../temporary-folder.js';
import { policy } from '../test-io.js';

function file(rows: readonly Known[]): string {
  return rows.map(labelLine).join('\n');
}

async function evaluate(argv: readonly string[], labels = file(knownRows(40)), stdin?: string) {
  const cwd = temporaryFolder({ 'support.yaml': policyText, 'labels.jsonl': labels });
  const named = stdin === undefined ? ['--labels', 'labels.jsonl'] : [];
  return policy(['eval', '--policy', 'support.yaml', ...named, ...argv], {
    cwd,
    ...(stdin !== undefined && { stdin }),
  });
}

describe('policy eval', () => {
  it('says what goes where, what that is worth, and what other routers would do', async () => {
    const { code, out } = await evaluate([]);
    expect(code).toBe(0);
    expect(out).toContain(
      'policy support on 400 labels\nweak fast, strong deep, the cheapest and the dearest of those judged',
    );
    expect(out).toMatch(/^quick +280 +70\.0 % +1\.000 +1\.000 +0\.714$/m);
    expect(out).toMatch(/^thorough +120 +30\.0 % +1\.000 +0\.000 +1\.000$/m);
    expect(out).toMatch(/^fast alone +0\.0 % +0\.700 +0\.0 % +0\.000$/m);
    expect(out).toMatch(/^deep alone +100\.0 % +0\.800 +100\.0 % +1\.000$/m);
    expect(out).toMatch(/^at random +0\.[45]\d\d \(/m);
    expect(out).toMatch(/^oracle +2\.150$/m);
    expect(out).toMatch(/^this policy +30\.0 % +1\.000 +300\.0 % .* 5\.0 % +8\.0 %$/m);
  });

  it('sweeps a threshold, and judges it on the other half of the rows', async () => {
    const { out } = await evaluate(['--sweep', 'words=4,10,30']);
    expect(out).toMatch(/400 labels: \d+ rows to choose thresholds by, the other \d+ to judge by/);
    expect(out).toContain('The threshold 10 of words, at support.yaml:21, replaced:');
    expect(out).toMatch(/^10 as written +\d\d\.\d %/m);
    expect(out).toMatch(
      /^Least use for 50 % of the gap: words 10\. On the \d+ rows that did not choose it it recovers/m,
    );
  });

  it('says when a threshold is judged on the rows that chose it', async () => {
    const { out } = await evaluate(['--sweep', 'words=4,10,30', '--held-out', '0']);
    expect(out).toContain('On the rows that chose it, which flatters it, it recovers');
  });

  it('gives the figures as JSON, from standard input, the same each time', async () => {
    const labels = file(knownRows(20));
    const [first, second] = [await evaluate(['--json'], '', labels), await evaluate(['--json'], '', labels)];
    expect((JSON.parse(first.out) as EvalReport).curve?.apgr).toBeCloseTo(1.85, 9);
    expect(second.out).toBe(first.out);
  });

  it('writes a page beside what it prints', async () => {
    const cwd = temporaryFolder({ 'support.yaml': policyText, 'labels.jsonl': file(knownRows(10)) });
    const argv = ['eval', '--policy', 'support.yaml', '--labels', 'labels.jsonl', '--html', 'out/eval.html'];
    const { code, out, err } = await policy(argv, { cwd });
    expect([code, err]).toEqual([0, 'wrote out/eval.html\n']);
    expect(out).toContain('this policy');
    expect(readFileSync(join(cwd, 'out/eval.html'), 'utf8')).toContain('<svg');
  });

  it('finds every line that is not a label, without showing what users wrote', async () => {
    const labels = `${file(knownRows(1))}\nnonsense of mine\n{"quality":{}}\n`;
    const { code, out, err } = await evaluate([], labels);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(/error\[label-invalid\]: the line is not JSON.*\n *--> labels\.jsonl:11/);
    expect(err).toMatch(/error\[label-invalid\]: there is no "request"\n *--> labels\.jsonl:12/);
    expect(err).not.toContain('question-');
  });

  it('finds labels that miss a model, with their lines', async () => {
    const rows = [...knownRows(1), { words: 3, quality: { fast: 1 } }, { words: 30, quality: { fast: 1 } }];
    const { code, err } = await evaluate([], file(rows));
    expect(code).toBe(2);
    expect(err).toContain('error[label-missing-model]: lines 11, 12 have no quality for "deep"');
  });

  it('says so when the strong model is not better', async () => {
    const { code, out } = await evaluate(['--weak', 'deep', '--strong', 'fast']);
    expect(code).toBe(0);
    expect(out).toContain(
      'fast is not better than deep on these labels (0.700 beside 0.800): there is no gap to recover',
    );
  });

  it.each([
    [['--sweep', 'wrods=1,2'], 'has no fact "wrods"; did you mean "words"?'],
    [['--weak', 'fsat'], '--weak: policy support has no model slot "fsat"; did you mean "fast"?'],
    [['--weak', 'deep'], '--weak and --strong are both deep: name the other one, too'],
    [['--held-out', '100'], '--held-out 100: a percentage from 0 to below 100 was expected'],
    [['--name', 'other'], 'there is no policy "other"'],
  ])('says what is wrong with %j', async (argv, message) => {
    const { code, out, err } = await evaluate(argv);
    expect(err).toContain(message);
    expect([code, out]).toEqual([2, '']);
  });

  it.each([
    ['', 'labels.jsonl holds no label'],
    [file([{ words: 1, quality: { fast: 1, dep: 1 } }]), 'they judge fast, dep; did you mean "deep" for "dep"?'],
    [
      file([{ words: 1, task: 'forbidden', quality: { fast: 1, deep: 1 } }]),
      'no row is left to judge: the policy refuses all 1',
    ],
  ])('says what labels cannot be used for: %s', async (labels, message) => {
    const { code, err } = await evaluate([], labels);
    expect(err).toContain(message);
    expect(code).toBe(2);
  });

  it('needs enough labels to hold some out', async () => {
    const { code, err } = await evaluate(['--sweep', 'words=1,2', '--held-out', '1'], file(knownRows(1).slice(0, 2)));
    expect(err).toContain('2 labels are too few to hold some out: give more, or --held-out 0');
    expect(code).toBe(2);
  });

  it('asks for labels on a terminal', async () => {
    const cwd = temporaryFolder({ 'support.yaml': policyText });
    const { code, err } = await policy(['eval', '--policy', 'support.yaml'], { cwd });
    expect(err).toContain('give --labels FILE, or lines of JSON on standard input');
    expect(code).toBe(2);
  });
});

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { ExperimentReport } from '../../../src/report/experiment/experiment-report.js';
import { jsonLines, recordsOf } from '../../report/experiment/exposed-records.js';
import { monthRecords } from '../../simulated-month/month-records.js';
import { smallPolicy } from '../small-policy.js';
import { temporaryFolder } from '../temporary-folder.js';
import { policy } from '../test-io.js';

const effects = { cost: -0.3, latency: 0, failures: 0, escalations: 0, score: 0 };
const month = [...monthRecords({ seed: 3, users: 3000, days: 6, effects, treatmentShare: 50 })];
const records = jsonLines(month);

async function report(argv: readonly string[], files: Readonly<Record<string, string>> = { 'records.jsonl': records }) {
  const cwd = temporaryFolder(files);
  return policy(['experiment', 'report', ...argv], { cwd });
}

describe('policy experiment report', () => {
  it('compares the arms, says how sure that is, and what to make of it', async () => {
    const { code, out } = await report(['--experiment', 'trial', 'records.jsonl']);
    expect(code).toBe(0);
    expect(out).toMatch(/^experiment trial, 2026-03-01 to 2026-03-06, control control$/m);
    expect(out).toMatch(/^control +7\d\d +1,\d{3} +3\.\d{3} USD +1,\d{3} ms/m);
    expect(out).toMatch(/^cost per 1,000 requests +-1\.\d{3} USD +-\d\d\.\d % +-\d\.\d{3} to -0\.\d{3} USD +better$/m);
    expect(out).toMatch(/^latency, mean .* not settled$/m);
    expect(out).toMatch(
      /^Compared with control, treatment costs less \(by 0\.\d{3} to \d\.\d{3} USD per 1,000 requests/m,
    );
  });

  it('gives the figures as JSON', async () => {
    const { out } = await report(['--experiment', 'trial', '--json', 'records.jsonl']);
    const found = JSON.parse(out) as ExperimentReport;
    expect(found).toMatchObject({ experiment: 'trial', control: 'control', confidence: 95, units_in_two_arms: 0 });
    expect(found.comparisons.map(({ metric, shown }) => [metric, shown])).toEqual([
      ['cost', 'lower'],
      ['latency', 'unsettled'],
      ['failures', 'unsettled'],
      ['escalations', 'unsettled'],
      ['score', 'unsettled'],
    ]);
    expect(found.sample_ratio?.mismatch).toBe(false);
  });

  it('looks at a stretch of time', async () => {
    const flags = ['--experiment', 'trial', '--since', '2026-03-02', '--until', '2026-03-04T00:00+00:00', '--json'];
    const { from, to } = JSON.parse((await report([...flags, 'records.jsonl'])).out) as ExperimentReport;
    expect([from?.slice(0, 10), to?.slice(0, 10)]).toEqual(['2026-03-02', '2026-03-03']);
  });

  it('writes a page beside what it prints', async () => {
    const cwd = temporaryFolder({ 'records.jsonl': records });
    const argv = ['experiment', 'report', '--experiment', 'trial', '--html', 'trial.html', 'records.jsonl'];
    const { code, err } = await policy(argv, { cwd });
    expect([code, err]).toEqual([0, 'wrote trial.html\n']);
    expect(readFileSync(join(cwd, 'trial.html'), 'utf8').match(/<svg/g)).toHaveLength(6);
  });

  it('reads several files and globs, and tells the broken lines that it leaves out', async () => {
    const [first, second] = [month.slice(0, 1000), month.slice(1000)];
    const whole = await report(['--experiment', 'trial', '--json', 'records.jsonl']);
    const parts = await report(['--experiment', 'trial', '--json', 'r/*.jsonl'], {
      'r/a.jsonl': `${jsonLines(first)}{"kind":"request","id":`,
      'r/b.jsonl': jsonLines(second),
    });
    expect(JSON.parse(parts.out)).toEqual(JSON.parse(whole.out));
    expect(parts.err).toBe('1 broken line left out:\n  r/a.jsonl:1001: not JSON, or cut off\n');
  });

  it('reads folders and standard input', async () => {
    const cwd = temporaryFolder({ 'r/deep/a.jsonl': records });
    const of = (path: string) =>
      policy(['experiment', 'report', '--experiment', 'trial', '--json', path], { cwd, stdin: records });
    const folder = await of('r');
    expect(folder.code).toBe(0);
    expect((await of('-')).out).toBe(folder.out);
  });

  it('reads gzipped files', async () => {
    const cwd = temporaryFolder({ 'records.jsonl': records });
    writeFileSync(join(cwd, 'records.jsonl.gz'), gzipSync(records));
    const of = (file: string) => policy(['experiment', 'report', '--experiment', 'trial', '--json', file], { cwd });
    expect((await of('records.jsonl.gz')).out).toBe((await of('records.jsonl')).out);
  });

  it('ends with 1 when units are not spread as they should be', async () => {
    const lost = month.filter(
      (record) =>
        !(record.kind === 'request' && record.exposures[0]?.arm === 'treatment' && /-\d*[0-4]-/.test(record.id)),
    );
    const { code, out } = await report(['--experiment', 'trial', 'records.jsonl'], {
      'records.jsonl': jsonLines(lost),
    });
    expect(code).toBe(1);
    expect(out).toContain("error[sample-ratio-mismatch]: units are not spread as the arms' shares say");
    expect(out).toContain('Do not decide by these figures.');
    expect(out).not.toContain('better');
  });

  describe('whose arms a policy declares', () => {
    const withThird = smallPolicy({ name: 'support' }).replace(
      'arms: [{ name: control, percent: 50 }, { name: treatment, percent: 50 }]',
      'arms: [{ name: control, percent: 40 }, { name: treatment, percent: 40 }, { name: third, percent: 20 }]',
    );
    const files = {
      'records.jsonl': records.replaceAll('"propensity":0.5', '"propensity":0.4'),
      'support.yaml': withThird,
      'policies/another.yaml': smallPolicy({ name: 'another' }),
      'policies/support.yaml': withThird,
    };
    const argv = ['--experiment', 'trial', 'records.jsonl'];

    it('misses an arm that nobody is in', async () => {
      expect((await report(argv, files)).code).toBe(0);
      const { code, out } = await report([...argv, '--policy', 'support.yaml'], files);
      expect(code).toBe(1);
      expect(out).toMatch(/third 0 for 2\d\d/);
    });

    it('takes them from the policy that --name names, where several have the experiment', async () => {
      const { out } = await report([...argv, '--policy', 'policies', '--name', 'support'], files);
      expect(out).toMatch(/third 0 for 2\d\d/);
      const { code, err } = await report([...argv, '--policy', 'policies', '--name', 'none'], files);
      expect([code, err]).toEqual([2, 'error: no policy "none" in policies has a bucket fact "trial"\n']);
    });
  });

  it.each([
    [
      ['--experiment', 'trail', 'records.jsonl'],
      'no record tells of experiment "trail": they tell of trial; did you mean "trial"?',
    ],
    [['--experiment', 'trial', 'none.jsonl'], 'none.jsonl: no such file; give record files, folders, globs or -'],
    [['--experiment', 'trial', 'none*.jsonl'], 'none*.jsonl: no such file'],
    [
      ['--experiment', 'trial', '--control', 'contrl', 'records.jsonl'],
      'there is no arm "contrl": control, treatment; did you mean "control"?',
    ],
    [
      ['--experiment', 'trial', '--confidence', '5', 'records.jsonl'],
      '--confidence 5: a percentage from 50 to below 100 was expected',
    ],
    [
      ['--experiment', 'trial', '--tuned-for', 'x', 'records.jsonl'],
      '--tuned-for x: a number of requests was expected',
    ],
    [['records.jsonl'], "required option '--experiment <name>' not specified"],
    [['--experiment', 'trial'], "missing required argument 'files'"],
  ])('says what is wrong with %j', async (argv, message) => {
    const { code, out, err } = await report(argv);
    expect(err).toContain(message);
    expect([code, out]).toEqual([2, '']);
  });

  it.each([
    [{ id: '1' }, 'no unit is in any arm of "trial": 1 request asked for it, and all lacked its key'],
    [{ id: '1', arm: 'control' }, 'no unit is in any arm of "trial": the arm of 1 request was given by the caller'],
    [{ id: '1', arm: 'a', unit: 'x' }, 'say by --control which arm others are compared with: a'],
  ])('says why there is nothing to report: %j', async (request, message) => {
    const files = { 'records.jsonl': jsonLines(recordsOf(request)) };
    const { code, err } = await report(['--experiment', 'trial', 'records.jsonl'], files);
    expect(err).toContain(message);
    expect(code).toBe(2);
  });
});

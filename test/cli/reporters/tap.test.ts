import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TestReport } from '../../../src/cli/reporters/reporter.js';
import { reportTap } from '../../../src/cli/reporters/tap.js';
import { parseYaml } from '../../../src/policy/parse-yaml.js';
import { invalidFile, ranFile, sampleCase, sampleOptions, sampleReport } from './sample-report.js';

interface TapPoint {
  readonly ok: boolean;
  readonly description: string;
  readonly diagnostics?: unknown;
}

/** Reads TAP 14 as its grammar says, and throws on anything else. */
function readTap(text: string): readonly TapPoint[] {
  const lines = text.split('\n');
  expect(lines.shift()).toBe('TAP version 14');
  const plan = /^1\.\.(\d+)$/.exec(lines.shift() ?? '');
  expect(lines.pop()).toBe('');
  const points: TapPoint[] = [];
  while (lines.length > 0) {
    const line = lines.shift() ?? '';
    const point = /^(ok|not ok) (\d+) - (.*)$/.exec(line);
    if (point === null) throw new Error(`no test point: ${line}`);
    const [, status, number, escaped = ''] = point;
    expect(Number(number)).toBe(points.length + 1);
    expect(escaped).not.toMatch(/(?<!\\)(?:\\\\)*#/);
    const block: string[] = [];
    if (lines[0] === '  ---') {
      const end = lines.indexOf('  ...');
      block.push(...lines.slice(1, end).map((each) => each.slice(2)));
      lines.splice(0, end + 1);
    }
    const description = escaped.replace(/\\([\\#])/g, '$1');
    const diagnostics = block.length === 0 ? {} : { diagnostics: parseYaml(block.join('\n'), 'tap').value };
    points.push({ ok: status === 'ok', description, ...diagnostics });
  }
  expect(points).toHaveLength(Number(plan?.[1]));
  return points;
}

const tap = (report: TestReport): readonly TapPoint[] => readTap(reportTap(report, sampleOptions()));

describe('the tap reporter', () => {
  it('gives each case a test point, and each failure its reasons', () => {
    const [passed, failed, invalid] = tap(sampleReport(ranFile, invalidFile));
    expect(passed).toEqual({ ok: true, description: 'policies/a.test.yaml: short ones are quick' });
    expect(failed).toMatchObject({
      ok: false,
      description: 'policies/a.test.yaml: fails & says "why" <here> [tokens=501]',
      diagnostics: {
        message: 'differs: rule, chain',
        file: 'policies/a.test.yaml',
        line: 3,
        column: 5,
        why: expect.arrayContaining(['      ✗ tokens is below 500  saw 501', '        smallest change: tokens: 499']),
        rerun: `policy test policies/a.test.yaml --filter 'fails & says "why" <here> [tokens=501]'`,
      },
    });
    expect(invalid).toEqual({
      ok: false,
      description: 'policies/b.test.yaml can be run',
      diagnostics: {
        message: 'the file cannot run',
        findings: ['policies/b.test.yaml:1:5 there is no rule `by-sise`'],
      },
    });
  });

  it('stays readable whatever a case is called', () => {
    const words = fc.string({ unit: 'binary', maxLength: 20 }).map((text) => `${text}#\\# ${text}`);
    fc.assert(
      fc.property(words, (name) => {
        const differences = [{ field: 'tier', expected: 'x', actual: name }];
        const points = tap(sampleReport({ ...ranFile, results: [sampleCase({ name, differences })] }));
        expect(points).toMatchObject([{ ok: false, diagnostics: { message: 'differs: tier' } }]);
      }),
    );
  });

  it('has a plan of nothing for a run of nothing', () => {
    expect(tap(sampleReport())).toEqual([]);
  });
});

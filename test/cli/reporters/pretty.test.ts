import { describe, expect, it } from 'vitest';
import { reportPretty } from '../../../src/cli/reporters/pretty.js';
import type { TestReport } from '../../../src/cli/reporters/reporter.js';
import { createPaint } from '../../../src/diagnostics/paint.js';
import { failedExecution, invalidFile, ranFile, sampleCase, sampleOptions, sampleReport } from './sample-report.js';

const sources = [{ file: 'policies/b.test.yaml', text: '    rule: by-sise\n' }];

function pretty(report: TestReport, color = false): string {
  return reportPretty(report, sampleOptions({ paint: createPaint(color), color, sources }));
}

describe('the pretty reporter', () => {
  it('says in one line that all is well', () => {
    const report = sampleReport({ ...ranFile, results: [sampleCase(), sampleCase({ name: 'two' })] });
    expect(pretty(report)).toBe('✓ policies/a.test.yaml  policy a  2 cases\n2 passed  12 ms\n');
  });

  it('shows a failure: place, rules, conditions with what they saw, other fields, and how to rerun', () => {
    expect(pretty(sampleReport(ranFile))).toBe(
      `✗ policies/a.test.yaml  policy a  1 of 2 cases failed

  ✗ fails & says "why" <here> [tokens=501]  policies/a.test.yaml:3
    rule
      expected  by-size  policies/a.yaml:5
        ✗ all
          ? sensitive is true  unknown: cut
          ✗ tokens is below 500  saw 501
            smallest change: tokens: 499
          ✓ code is true  saw true
      decided   default  policies/a.yaml:9
    chain
      expected  m/two
      decided   m/one
    rerun: policy test policies/a.test.yaml --filter 'fails & says "why" <here> [tokens=501]'

1 failed, 1 passed  12 ms
`,
    );
  });

  it('shows what was attempted where a case was executed', () => {
    expect(pretty(sampleReport({ ...ranFile, results: [failedExecution] }))).toContain(`
    served_by
      expected  two
      came out  none
    what was attempted
      1. one overloaded  5 ms: Overloaded now
      2. two overloaded  5 ms: Overloaded now
    rerun:`);
  });

  it('says when it stopped', () => {
    expect(pretty({ ...sampleReport(ranFile), stopped: true })).toMatch(/12 ms {2}stopped at the first failure\n$/);
  });

  it('shows what is wrong with a file that cannot run', () => {
    const text = pretty(sampleReport(invalidFile));
    expect(text).toContain('✗ policies/b.test.yaml cannot run');
    expect(text).toContain('there is no rule `by-sise`');
    expect(text).toContain('did you mean `by-size`?');
    expect(text).toContain('1 file could not run, no case ran');
  });

  it('uses colour only where it is asked for', () => {
    const start = '\u001b[';
    expect(pretty(sampleReport(ranFile, invalidFile))).not.toContain(start);
    expect(pretty(sampleReport(ranFile, invalidFile), true)).toContain(start);
  });
});

import { describe, expect, it } from 'vitest';
import { reportJson } from '../../../src/cli/reporters/json.js';
import { failedCase, invalidFile, ranFile, sampleOptions, sampleReport } from './sample-report.js';

describe('the json reporter', () => {
  it('holds everything the run knows', () => {
    const options = sampleOptions();
    const report = JSON.parse(reportJson(sampleReport(ranFile, invalidFile), options)) as object;
    const [passing, failing] = (report as { files: { cases: { decision: object }[] }[] }).files[0]!.cases;
    expect(passing?.decision).not.toHaveProperty('passed_over');
    expect(failing?.decision).toHaveProperty('passed_over', []);
    expect(report).toMatchObject({
      cases: 2,
      failed: 1,
      invalid: 1,
      files: [
        {
          file: 'policies/a.test.yaml',
          valid: true,
          policy: { name: 'a' },
          cases: [
            { passed: true, differences: [], decision: { chain: ['m/one'] } },
            { passed: false, cell: { tokens: 501 }, line: 3, differences: failedCase.differences },
          ],
        },
        { file: 'policies/b.test.yaml', valid: false, diagnostics: invalidFile.diagnostics },
      ],
    });
  });
});

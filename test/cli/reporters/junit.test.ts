import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reportJunit } from '../../../src/cli/reporters/junit.js';
import type { TestReport } from '../../../src/cli/reporters/reporter.js';
import { parseXml, type XmlElement } from './parse-xml.js';
import { invalidFile, ranFile, sampleCase, sampleOptions, sampleReport } from './sample-report.js';

function junit(report: TestReport): XmlElement {
  return parseXml(reportJunit(report, sampleOptions()));
}

/** What the two schemas demand together: Jenkins' junit-10.xsd, and Ant's as Azure checks it. */
function expectValid(root: XmlElement): void {
  expect(root).toMatchObject({ name: 'testsuites', attributes: {} });
  root.children.forEach((suite, index) => {
    expect(suite.name).toBe('testsuite');
    const names = ['name', 'package', 'id', 'hostname', 'timestamp', 'tests', 'failures', 'errors', 'time'];
    expect(Object.keys(suite.attributes)).toEqual(names);
    expect(suite.attributes.id).toBe(String(index));
    expect(suite.attributes.timestamp).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/);
    const cases = suite.children.slice(1, -2);
    expect(suite.children.map(({ name }) => name)).toEqual([
      'properties',
      ...cases.map(() => 'testcase'),
      'system-out',
      'system-err',
    ]);
    expect(suite.attributes.tests).toBe(String(cases.length));
    for (const testcase of cases) {
      expect(Object.keys(testcase.attributes)).toEqual(['name', 'classname', 'time']);
      expect(testcase.attributes.time).toMatch(/^\d+\.\d+$/);
      expect(testcase.children.length).toBeLessThan(2);
      for (const problem of testcase.children) {
        expect(['failure', 'error']).toContain(problem.name);
        expect(Object.keys(problem.attributes)).toEqual(['message', 'type']);
      }
    }
  });
}

describe('the junit reporter', () => {
  it('is valid by the schemas that CI systems check', () => {
    expectValid(junit(sampleReport(ranFile, invalidFile)));
    expectValid(junit(sampleReport()));
  });

  it('counts failures and errors, and says what differs', () => {
    const [ran, invalid] = junit(sampleReport(ranFile, invalidFile)).children;
    expect(ran?.attributes).toMatchObject({ tests: '2', failures: '1', errors: '0', time: '0.003000' });
    expect(invalid?.attributes).toMatchObject({ tests: '1', failures: '0', errors: '1' });
    const failed = ran?.children[2];
    expect(failed?.attributes.name).toBe('fails & says "why" <here> [tokens=501]');
    expect(failed?.children[0]).toMatchObject({ name: 'failure', attributes: { message: 'differs: rule, chain' } });
    expect(failed?.children[0]?.text).toContain('✗ tokens is below 500  saw 501');
    expect(invalid?.children[1]?.children[0]?.text).toBe('policies/b.test.yaml:1:5 there is no rule `by-sise`');
  });

  it('stays well-formed whatever a case is called', () => {
    const name = fc.string({ unit: 'binary', maxLength: 40 });
    fc.assert(
      fc.property(name, name, (title, actual) => {
        const differences = [{ field: 'tier', expected: 'x', actual }];
        const root = junit(sampleReport({ ...ranFile, results: [sampleCase({ name: title, differences })] }));
        expectValid(root);
      }),
    );
  });
});

import { caseTitle } from '../../verify/case-title.js';
import { failureLines } from '../../verify/failure-lines.js';
import { type CaseResult, type FixtureFileResult, passed } from '../../verify/fixture-result.js';
import type { Reporter } from './reporter.js';
import { xmlElement, xmlText } from './xml.js';

/**
 * JUnit XML, valid by both schemas in use: Jenkins' junit-10.xsd and the Ant schema that Azure and others check
 * (which wants package, id, hostname, system-out and system-err on every suite, and no attributes on the root).
 */
export const reportJunit: Reporter = ({ files, startedAt }) => {
  // The schema allows no time zone: it is UTC.
  const timestamp = new Date(startedAt).toISOString().slice(0, 19);
  const suites = files.map((file, index) => suiteOf(file, index, timestamp));
  return `<?xml version="1.0" encoding="UTF-8"?>\n${xmlElement('testsuites', {}, ['\n', ...suites])}\n`;
};

function suiteOf(file: FixtureFileResult, id: number, timestamp: string): string {
  const ran = file.kind === 'ran' ? file.results : [];
  const cases = file.kind === 'ran' ? ran.map((result) => caseOf(result, file.file)) : [invalidFile(file)];
  const attributes = {
    name: file.file,
    package: file.kind === 'ran' ? file.policy.name : file.file,
    id,
    hostname: 'localhost',
    timestamp,
    tests: cases.length,
    failures: ran.filter((result) => !passed(result)).length,
    errors: file.kind === 'invalid' ? 1 : 0,
    time: seconds(ran.reduce((sum, result) => sum + result.duration, 0)),
  };
  const rest = ['properties', 'cases', 'system-out', 'system-err'].flatMap((part) =>
    part === 'cases' ? cases : [xmlElement(part, {})],
  );
  return `${xmlElement('testsuite', attributes, ['\n', ...rest.map((part) => `  ${part}\n`)])}\n`;
}

function caseOf(result: CaseResult, file: string): string {
  const attributes = { name: caseTitle(result), classname: file, time: seconds(result.duration) };
  if (passed(result)) return xmlElement('testcase', attributes);
  const fields = result.differences.map(({ field }) => field).join(', ');
  const failure = { message: `differs: ${fields}`, type: 'expectation' };
  return xmlElement('testcase', attributes, [
    xmlElement('failure', failure, [xmlText(failureLines(result).join('\n'))]),
  ]);
}

function invalidFile({ file, diagnostics }: FixtureFileResult): string {
  const lines = diagnostics.map(({ message, place }) => `${place.file}:${place.line}:${place.column} ${message}`);
  const error = { message: lines[0] ?? 'the file cannot run', type: 'invalid' };
  return xmlElement('testcase', { name: file, classname: file, time: seconds(0) }, [
    xmlElement('error', error, [xmlText(lines.join('\n'))]),
  ]);
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(6);
}

import { renderDiagnostics } from '../../diagnostics/render-diagnostic.js';
import { caseTitle } from '../../verify/case-title.js';
import { failureLines } from '../../verify/failure-lines.js';
import { type CaseResult, type FixtureFileResult, passed } from '../../verify/fixture-result.js';
import { countOf } from '../count-of.js';
import { fewFindings } from '../few-findings.js';
import { allElsewhere, qualityText } from './quality-text.js';
import type { Reporter, ReportOptions, TestReport } from './reporter.js';
import { rerunCommand } from './rerun-command.js';
import { totalsOf } from './totals.js';

/** For people: a line per file, the failures in full, and the totals. */
export const reportPretty: Reporter = (report, options) =>
  [
    ...report.files.map((file) => fileText(file, options)),
    summary(report, options),
    ...qualityText(report.quality ?? [], report.missedGates ?? [], options.paint),
  ].join('\n');

function fileText(file: FixtureFileResult, options: ReportOptions): string {
  const { paint } = options;
  const { shown, rest } = fewFindings(file.diagnostics);
  const findings = [
    ...(shown.length === 0 ? [] : [`\n${renderDiagnostics(shown, options.sources, { color: options.color })}\n`]),
    ...(rest === undefined ? [] : [`and ${rest}\n${paint.dim(allElsewhere)}\n`]),
  ];
  if (file.kind === 'invalid') return [`${paint.red('✗')} ${paint.bold(file.file)} cannot run`, ...findings].join('\n');
  const failed = file.results.filter((result) => !passed(result));
  const count = file.results.length;
  const mark = failed.length === 0 ? paint.green('✓') : paint.red('✗');
  const tally = failed.length === 0 ? countOf(count, 'case') : `${failed.length} of ${countOf(count, 'case')} failed`;
  const head = `${mark} ${paint.bold(file.file)}  ${paint.dim(`policy ${file.policy.name}`)}  ${tally}`;
  return [head, ...findings, ...failed.map((result) => failureText(result, file.file, options))].join('\n');
}

function failureText(result: CaseResult, file: string, options: ReportOptions): string {
  const { paint } = options;
  const { place } = result;
  return [
    '',
    `  ${paint.red('✗')} ${paint.bold(caseTitle(result))}  ${paint.dim(`${place.file}:${place.line}`)}`,
    ...failureLines(result, paint).map((line) => `    ${line}`),
    `    ${paint.dim(`rerun: ${rerunCommand(file, result)}`)}`,
    '',
  ].join('\n');
}

function summary(report: TestReport, { paint }: ReportOptions): string {
  const stopped = report.stopped === true ? `  ${paint.yellow('stopped at the first failure')}` : '';
  const { cases, failed, invalid } = totalsOf(report);
  const passedCases = cases - failed;
  const parts = [
    failed === 0 ? undefined : paint.red(`${failed} failed`),
    passedCases === 0 ? undefined : paint.green(`${passedCases} passed`),
    invalid === 0 ? undefined : paint.red(`${countOf(invalid, 'file')} could not run`),
    cases === 0 ? paint.red('no case ran') : undefined,
  ].filter((part) => part !== undefined);
  return `${parts.join(', ')}  ${paint.dim(`${Math.round(report.duration)} ms`)}${stopped}\n`;
}

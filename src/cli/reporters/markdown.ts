import { caseTitle } from '../../verify/case-title.js';
import { failureLines } from '../../verify/failure-lines.js';
import { type CaseResult, type FixtureFileResult, passed } from '../../verify/fixture-result.js';
import { countOf } from '../count-of.js';
import type { Reporter } from './reporter.js';
import { rerunCommand } from './rerun-command.js';
import { totalsOf } from './totals.js';

/** Failures shown in full: a step summary holds 1 MiB. */
const mostShown = 50;

/** A summary in Markdown, for people who look at a CI run: the totals, a table of the files, and the failures. */
export const reportMarkdown: Reporter = (report) => {
  const { cases, failed, invalid } = totalsOf(report);
  const parts = [
    ...(failed > 0 ? [`${failed} failed`] : []),
    `${cases - failed} passed`,
    ...(invalid > 0 ? [`${countOf(invalid, 'file')} could not run`] : []),
  ];
  const mark = failed === 0 && invalid === 0 && cases > 0 ? '✅' : '❌';
  const failures = report.files.flatMap(failuresOf);
  const shown = failures.slice(0, mostShown);
  return [
    `## ${mark} policy test: ${parts.join(', ')}`,
    '| fixtures | policy | cases | failed |\n| --- | --- | ---: | ---: |',
    ...report.files.map(row),
  ]
    .join('\n')
    .concat(
      '\n\n',
      shown.join('\n'),
      failures.length > mostShown ? `\n${failures.length - mostShown} more failed.\n` : '',
    );
};

function row(file: FixtureFileResult): string {
  if (file.kind === 'invalid') return `| ${code(file.file)} | | cannot run | |`;
  const failed = file.results.filter((result) => !passed(result)).length;
  return `| ${code(file.file)} | ${code(file.policy.name)} | ${file.results.length} | ${failed} |`;
}

function failuresOf(file: FixtureFileResult): readonly string[] {
  if (file.kind === 'invalid') {
    const lines = file.diagnostics.map(({ place, message, help }) =>
      [
        `${place.file}:${place.line}:${place.column} ${message}`,
        ...(help === undefined ? [] : [`  help: ${help}`]),
      ].join('\n'),
    );
    return [`### ${code(file.file)} cannot run\n\n${fence(lines.join('\n'))}\n`];
  }
  return file.results.filter((result) => !passed(result)).map((result) => failure(result, file.file));
}

function failure(result: CaseResult, file: string): string {
  const { place } = result;
  const text = [...failureLines(result), `rerun: ${rerunCommand(file, result)}`].join('\n');
  return `### ${code(caseTitle(result))}\n\n${code(`${place.file}:${place.line}`)}\n\n${fence(text)}\n`;
}

/** Text as it is, in one line, whatever it holds; a bar would end the cell of a table. */
function code(text: string): string {
  const line = text.replace(/\s+/g, ' ').replaceAll('|', '\\|');
  const ticks = '`'.repeat(longestRun(line) + 1);
  return line.startsWith('`') || line.endsWith('`') ? `${ticks} ${line} ${ticks}` : `${ticks}${line}${ticks}`;
}

function fence(text: string): string {
  const ticks = '`'.repeat(Math.max(3, longestRun(text) + 1));
  return `${ticks}text\n${text}\n${ticks}`;
}

/** Of backticks. */
function longestRun(text: string): number {
  return Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
}

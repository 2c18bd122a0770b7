import { caseTitle } from '../../verify/case-title.js';
import { failureLines } from '../../verify/failure-lines.js';
import { type CaseResult, type FixtureFileResult, passed } from '../../verify/fixture-result.js';
import type { Reporter } from './reporter.js';
import { rerunCommand } from './rerun-command.js';

/** TAP version 14, one test point a case. Source: https://testanything.org/tap-version-14-specification.html */
export const reportTap: Reporter = ({ files }) => {
  const points = files.flatMap(pointsOf);
  const lines = points.flatMap(({ ok, description, diagnostics }, index) => [
    `${ok ? 'ok' : 'not ok'} ${index + 1} - ${escapeDescription(description)}`,
    ...(diagnostics === undefined ? [] : yamlBlock(diagnostics)),
  ]);
  return `${['TAP version 14', `1..${points.length}`, ...lines].join('\n')}\n`;
};

interface TestPoint {
  readonly ok: boolean;
  readonly description: string;
  readonly diagnostics?: Readonly<Record<string, string | number | readonly string[]>>;
}

function pointsOf(file: FixtureFileResult): readonly TestPoint[] {
  return file.kind === 'invalid' ? [invalidPoint(file)] : file.results.map((result) => casePoint(result, file.file));
}

function invalidPoint({ file, diagnostics }: FixtureFileResult): TestPoint {
  const findings = diagnostics.map(({ message, place }) => `${place.file}:${place.line}:${place.column} ${message}`);
  return { ok: false, description: `${file} can be run`, diagnostics: { message: 'the file cannot run', findings } };
}

function casePoint(result: CaseResult, file: string): TestPoint {
  const description = `${file}: ${caseTitle(result)}`;
  if (passed(result)) return { ok: true, description };
  const { place } = result;
  const diagnostics = {
    message: `differs: ${result.differences.map(({ field }) => field).join(', ')}`,
    file: place.file,
    line: place.line,
    column: place.column,
    why: failureLines(result),
    rerun: rerunCommand(file, result),
  };
  return { ok: false, description, diagnostics };
}

/** `#` would begin a directive, and a description is one line. */
function escapeDescription(text: string): string {
  return text.replace(/[\\#]/g, '\\$&').replace(/\s+/g, ' ');
}

/** A YAML block that any reader of JSON in YAML understands. */
function yamlBlock(diagnostics: NonNullable<TestPoint['diagnostics']>): readonly string[] {
  const entries = Object.entries(diagnostics).flatMap(([key, value]) =>
    typeof value === 'object'
      ? [`${key}:`, ...value.map((line) => `  - ${JSON.stringify(line)}`)]
      : [`${key}: ${JSON.stringify(value)}`],
  );
  return ['---', ...entries, '...'].map((line) => `  ${line}`);
}

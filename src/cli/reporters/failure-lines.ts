import type { ExplainedLine } from '../../rules/explain-condition.js';
import type { CaseResult, RuleMismatch, RuleReference } from '../../verify/fixture-result.js';
import { describeCell } from '../../verify/matrix.js';
import { formatValue, shorten } from '../format-value.js';
import { createPaint, type Paint } from '../paint.js';

/** The case's name, and the cell of its matrix. */
export function caseTitle({ name, cell }: CaseResult): string {
  const values = describeCell(cell);
  return values === '' ? name : `${name} [${values}]`;
}

/** Why a case failed: the rules, the condition that kept the expected rule from deciding, and the differing fields. */
export function failureLines(result: CaseResult, paint: Paint = createPaint(false)): readonly string[] {
  const fields = result.differences.filter(({ field }) => result.rule === undefined || field !== 'rule');
  return [
    ...(result.rule === undefined ? [] : ruleLines(result.rule, paint)),
    ...fields.flatMap(({ field, expected, actual }) => [
      `${paint.bold(field)}`,
      `  expected  ${paint.green(formatValue(expected))}`,
      `  decided   ${paint.red(formatValue(actual))}`,
    ]),
  ];
}

function ruleLines({ expected, matched }: RuleMismatch, paint: Paint): readonly string[] {
  return [
    paint.bold('rule'),
    `  expected  ${paint.green(expected.id)}  ${where(expected, paint)}`,
    ...expected.condition.map((line) => `    ${conditionLine(line, paint)}`),
    ...(expected.hidden ? [`    ${paint.yellow('holds, but a rule above it decided')}`] : []),
    `  decided   ${paint.red(matched.id)}  ${where(matched, paint)}`,
  ];
}

function where({ at }: RuleReference, paint: Paint): string {
  return paint.dim(`${at.file}:${at.line}`);
}

/** `✗ tokens is below 500   saw 501`. */
function conditionLine(line: ExplainedLine, paint: Paint): string {
  const mark = line.truth === undefined ? paint.yellow('?') : line.truth ? paint.green('✓') : paint.red('✗');
  const text = `${'  '.repeat(line.depth)}${mark} ${line.text}`;
  return line.fact === undefined ? text : `${text}  ${paint.dim(readingText(line))}`;
}

function readingText({ reading }: ExplainedLine): string {
  if (reading === undefined) return 'not read';
  if (reading.known) return `saw ${shorten(formatValue(reading.value), 60)}`;
  return `unknown: ${reading.reason}${reading.detail === undefined ? '' : ` (${shorten(reading.detail, 60)})`}`;
}

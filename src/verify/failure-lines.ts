import { isDeepStrictEqual } from 'node:util';
import { formatValue, shorten } from '../diagnostics/format-value.js';
import { createPaint, type Paint } from '../diagnostics/paint.js';
import type { Attempt } from '../execute/routing-report.js';
import { writeFlow } from '../policy/write-flow.js';
import type { ExplainedLine } from '../rules/explain-condition.js';
import { executionChecks } from './execution-checks.js';
import type { ComparisonChange, FactChange } from './fact-change.js';
import type { CaseResult, ExpectedRule, RuleMismatch, RuleReference } from './fixture-result.js';

/**
 * Why a case failed, line by line: the rules, the condition that kept the expected rule from deciding with what each
 * line saw, the fields that differ, and what was attempted.
 */
export function failureLines(result: CaseResult, paint: Paint = createPaint(false)): readonly string[] {
  const fields = result.differences.filter(({ field }) => result.rule === undefined || field !== 'rule');
  return [
    ...(result.rule === undefined ? decidedBy(result, paint) : ruleLines(result.rule, paint)),
    ...fields.flatMap(({ field, expected, actual }) => [
      `${paint.bold(field)}`,
      `  expected  ${paint.green(describeValue(field, expected))}`,
      `  ${isOfExecution(field) ? 'came out' : 'decided '}  ${paint.red(describeValue(field, actual))}`,
    ]),
    ...attemptLines(result, paint),
  ];
}

/** Whether a field of an expectation is about what happens after the decision. */
export function isOfExecution(field: string): boolean {
  return Object.hasOwn(executionChecks, field);
}

/** Whether a field of an expectation is about what the policy decides. */
export function isOfDecision(field: string): boolean {
  return field !== 'error' && !isOfExecution(field);
}

function ruleLines({ expected, matched }: RuleMismatch, paint: Paint): readonly string[] {
  return [
    paint.bold('rule'),
    `  expected  ${paint.green(expected.id)}  ${where(expected, paint)}`,
    ...expected.condition.flatMap((line) => conditionLines(line, expected.change, paint)),
    ...(expected.hidden ? [`    ${paint.yellow('holds, but a rule above it decided')}`] : []),
    ...toDecideLines(expected, paint),
    `  decided   ${paint.red(matched.id)}  ${where(matched, paint)}`,
  ];
}

/** What it would take, where that is more than the change under the line that failed. */
function toDecideLines({ change, toDecide = [] }: ExpectedRule, paint: Paint): readonly string[] {
  if (toDecide.length === 0) return [];
  if (change !== undefined && isDeepStrictEqual(toDecide, [{ fact: change.fact, to: change.to }])) return [];
  return [`    ${paint.cyan(`would decide with: ${toDecide.map(changeText).join(', ')}`)}`];
}

/** Where to look when no rule was expected, but what it led to was. */
function decidedBy({ differences, decision }: CaseResult, paint: Paint): readonly string[] {
  if (!differences.some(({ field }) => isOfDecision(field))) return [];
  const { rule, at } = decision;
  return rule === null ? [] : [`decided by ${rule}  ${where({ id: rule, at }, paint)}`];
}

function where({ at }: RuleReference, paint: Paint): string {
  return paint.dim(`${at.file}:${at.line}`);
}

/** `✗ tokens is below 500  saw 501`, and under it the change that would satisfy it. */
function conditionLines(line: ExplainedLine, change: ComparisonChange | undefined, paint: Paint): readonly string[] {
  const mark = line.truth === undefined ? paint.yellow('?') : line.truth ? paint.green('✓') : paint.red('✗');
  const indent = `    ${'  '.repeat(line.depth)}`;
  if (line.fact === undefined) return [`${indent}${mark} ${line.text}`];
  const text = `${indent}${mark} ${line.text}  ${paint.dim(readingText(line))}`;
  if (change === undefined || line.place !== change.place) return [text];
  return [text, `${indent}  ${paint.cyan(`smallest change: ${changeText(change)}`)}`];
}

/** As it can be copied into `facts`. */
function changeText({ fact, to }: FactChange): string {
  return `${fact}: ${writeFlow(to)}`;
}

function readingText({ reading, hint }: ExplainedLine): string {
  if (reading === undefined) return 'not read';
  if (reading.known) return [`saw ${shorten(formatValue(reading.value), 60)}`, hint].filter(Boolean).join('; ');
  return `unknown: ${reading.reason}${reading.detail === undefined ? '' : ` (${shorten(reading.detail, 60)})`}`;
}

function describeValue(field: string, value: unknown): string {
  if (field === 'attempts' && Array.isArray(value)) {
    const attempts = value as readonly Pick<Attempt, 'slot' | 'outcome'>[];
    return attempts.map(({ slot, outcome }) => `${slot} ${outcome}`).join(', ') || 'none';
  }
  return formatValue(value);
}

/** What was attempted, where that is not among the differences but explains them. */
function attemptLines({ differences, execution }: CaseResult, paint: Paint): readonly string[] {
  const isOfInterest = differences.some(({ field }) => field === 'error' || isOfExecution(field));
  if (execution === undefined || !isOfInterest) return [];
  const { attempts } = execution.report;
  const numbered = attempts.map(({ slot, outcome, error, duration_ms: ms }, index) => {
    const why = error === undefined ? '' : `: ${shorten(error, 80)}`;
    return `  ${index + 1}. ${slot} ${outcome}  ${paint.dim(`${ms} ms${why}`)}`;
  });
  return attempts.length === 0 ? [paint.dim('no attempt was made')] : [paint.bold('what was attempted'), ...numbered];
}

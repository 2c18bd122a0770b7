import type { FilePosition } from '../../decide/decision.js';
import type { Diagnostic } from '../../diagnostics/diagnostic.js';
import { caseTitle } from '../../verify/case-title.js';
import { failureLines, isOfDecision } from '../../verify/failure-lines.js';
import { type CaseResult, type FixtureFileResult, passed } from '../../verify/fixture-result.js';
import type { TestReport } from './reporter.js';

/** Something wrong at a place, for tools that mark lines: a case that failed, or a finding about a file. */
export interface Problem {
  /** `case-failed`, or the code of a finding. */
  readonly rule: string;
  readonly severity: 'error' | 'warning';
  readonly title: string;
  readonly message: string;
  readonly at: ProblemPlace;
  readonly related: readonly (ProblemPlace & { readonly message: string })[];
  /** Stays the same from run to run, wherever the lines move. */
  readonly identity: string;
}

/** The end is absent where only the start is known. */
export interface ProblemPlace extends FilePosition {
  readonly endLine?: number;
  readonly endColumn?: number;
}

/** Everything that is wrong, in the order of the report. */
export function problemsOf({ files }: TestReport): readonly Problem[] {
  const problems = files.flatMap((file) => [...file.diagnostics.map(findingProblem), ...failures(file)]);
  // A finding about a policy is one, however many files test the policy.
  const seen = new Set<string>();
  return problems.filter(({ identity, at }) => {
    const key = `${identity} ${at.line}:${at.column}`;
    const isNew = !seen.has(key);
    seen.add(key);
    return isNew;
  });
}

function failures(file: FixtureFileResult): readonly Problem[] {
  if (file.kind === 'invalid') return [];
  return file.results.filter((result) => !passed(result)).map((result) => failureProblem(result, file.file));
}

function failureProblem(result: CaseResult, file: string): Problem {
  const { decision, place, differences, rule } = result;
  const title = caseTitle(result);
  // What happens after the decision is no line of the policy: it is the case that is marked.
  const isDecided = differences.some(({ field }) => isOfDecision(field));
  const decided = { ...decision.at, message: decidedBy(result) };
  const fixture = { ...place, message: `the case "${title}"` };
  const expected = rule === undefined ? [] : [{ ...rule.expected.at, message: `expected: ${rule.expected.id}` }];
  return {
    rule: 'case-failed',
    severity: 'error',
    title: `policy test: ${title}`,
    message: [`${title} (${place.file}:${place.line})`, ...failureLines(result)].join('\n'),
    at: isDecided ? decision.at : place,
    related: [isDecided ? fixture : decided, ...expected],
    identity: `${file} ${title}`,
  };
}

function decidedBy({ decision }: CaseResult): string {
  return decision.rule === null ? 'decided by pinning' : `decided by ${decision.rule}`;
}

function findingProblem({ code, severity, message, help, place, related = [] }: Diagnostic): Problem {
  return {
    rule: code,
    severity,
    title: code,
    message: help === undefined ? message : `${message}\nhelp: ${help}`,
    at: place,
    related: related.map((other) => ({ ...other.place, message: other.message })),
    identity: `${place.file} ${code} ${message}`,
  };
}

import type { Diagnostic } from '../diagnostics/diagnostic.js';
import { compilePattern } from '../policy/pattern.js';
import type { RegexFact } from '../policy/policy-document.generated.js';
import { textOf } from '../request/request-text.js';
import type { FactSource } from './fact-source.js';
import { inSteps } from './in-steps.js';
import { judgePattern, type PatternVerdict } from './judge-pattern.js';
import { createPatternMatcher, type MatchPattern } from './match-pattern.js';
import type { Reading } from './reading.js';

/** UTF-16 code units of a text that a pattern sees: one that was found linear, and at most any other. */
const linearLimit = 2 ** 20;
const doubtfulLimit = 16 * 2 ** 10;
/** Steps that matching one end of a text may take: some tenths of a second. */
const mostSteps = 1e8;
/** UTF-16 code units from which on a linear pattern may take a millisecond. */
const longText = 2 ** 17;
const longestQuote = 80;

/** Whether a pattern matches. Patterns come from policies and meet prompts, so each is judged before it is used. */
export const regexSource: FactSource<RegexFact> = {
  from: 'regex',
  cost: 2,
  async prepare({ pattern, ignore_case: ignoreCase = false, text = 'last_user' }, { report }) {
    const { flags } = compilePattern(pattern, ignoreCase);
    const verdict = await judgePattern(pattern, flags);
    const limit = limitOf(verdict);
    const finding = findingOf(pattern, verdict, limit);
    if (finding !== undefined) report(finding, 'pattern');
    const match = createPatternMatcher(pattern, flags, limit);
    return ({ request }) => {
      const seen = textOf(request.body, text);
      return seen.length < longText ? match(seen) : inSteps(matchInTurn(match, seen));
    };
  },
};

/** Matching cannot be interrupted; but a policy may have many patterns, and others are served between them. */
function* matchInTurn(match: MatchPattern, text: string): Generator<undefined, Reading> {
  yield;
  return match(text);
}

/** Two ends of n characters take about n^degree / degree! steps each: 16 KiB at degree 2, 1,600 characters at 3. */
function limitOf(verdict: PatternVerdict): number {
  if (verdict.kind === 'linear') return linearLimit;
  if (verdict.kind !== 'polynomial') return doubtfulLimit;
  let permutations = 1;
  for (let factor = 2; factor <= verdict.degree; factor += 1) permutations *= factor;
  return Math.min(doubtfulLimit, 2 * Math.floor((mostSteps * permutations) ** (1 / verdict.degree)));
}

function findingOf(source: string, verdict: PatternVerdict, limit: number): Omit<Diagnostic, 'place'> | undefined {
  const pattern = shorten(source);
  const consequence = `It sees at most ${limit} characters of a text, head and tail, and is unknown when it finds nothing there.`;
  switch (verdict.kind) {
    case 'linear':
      return undefined;
    case 'exponential':
      return {
        code: 'regex-exponential',
        severity: 'error',
        message: `"${pattern}" takes exponential time on a text such as ${shorten(verdict.attack)}`,
        help: 'Make each text match in one way only: no repetition inside a repetition of the same characters. For words use keywords, for sensitive data use detect.',
      };
    case 'polynomial':
      return {
        code: 'regex-polynomial',
        severity: 'warning',
        message: `"${pattern}" takes polynomial time on a text such as ${shorten(verdict.attack)}`,
        help: `${consequence} Bound its repetitions, as in a{1,50}.`,
      };
    case 'undecided':
      return {
        code: 'regex-polynomial',
        severity: 'warning',
        message: `"${pattern}" could not be judged (${verdict.why}), so it may take polynomial time`,
        help: `${consequence} Simplify it.`,
      };
    default:
      return verdict satisfies never;
  }
}

function shorten(text: string): string {
  return text.length <= longestQuote ? text : `${text.slice(0, longestQuote)}…`;
}

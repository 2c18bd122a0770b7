import { didYouMean } from '../diagnostics/did-you-mean.js';
import type { Policy } from '../policy/policy.js';
import { type PolicyThreshold, thresholdsOf } from './policy-thresholds.js';

/** A threshold and the numbers to put in its place, in ascending order. */
export interface Sweep {
  readonly threshold: PolicyThreshold;
  readonly values: readonly number[];
}

/** More would be noise: rows are hundreds or thousands. */
const mostValues = 200;
/** Values of a range without a step. */
const usualValues = 20;

/**
 * Reads `tokens=200..4000:200`, `tokens=200..4000`, `tokens=500,1000,2000`, and `tokens@500=…` where the policy holds
 * tokens against several numbers.
 *
 * @throws RangeError that says what to write instead.
 */
export function parseSweep(text: string, policy: Policy): Sweep {
  const [, fact = '', at, range = ''] = /^([^=@]+)(?:@([^=]+))?=(.+)$/.exec(text) ?? [];
  if (fact === '') throw new RangeError(`--sweep ${text}: write FACT=FROM..TO:STEP, or FACT=NUMBER,NUMBER,…`);
  const threshold = findThreshold(fact, at, policy);
  const values = [...new Set(valuesOf(text, range))].sort((left, right) => left - right);
  if (values.length > mostValues) {
    throw new RangeError(`--sweep ${text}: ${values.length} values are too many; ${mostValues} is the most`);
  }
  checkDomain(text, policy, fact, values);
  return { threshold, values };
}

function findThreshold(fact: string, at: string | undefined, policy: Policy): PolicyThreshold {
  if (!policy.facts.has(fact)) {
    const hint = didYouMean(fact, [...policy.facts.keys()]);
    throw new RangeError(
      `--sweep: policy ${policy.name} has no fact "${fact}"${hint === undefined ? '' : `; did you mean "${hint}"?`}`,
    );
  }
  const thresholds = thresholdsOf(policy, fact);
  const listed = thresholds.map(({ value }) => `${fact}@${value}`).join(', ');
  if (thresholds.length === 0) {
    const others = [...new Set(thresholdsOf(policy).map((threshold) => threshold.fact))];
    const hint = others.length === 0 ? 'no rule has one' : `rules have thresholds of ${others.join(', ')}`;
    throw new RangeError(`--sweep: no rule holds "${fact}" against a threshold; ${hint}`);
  }
  if (at !== undefined) {
    const named = thresholds.find(({ value }) => value === Number(at));
    if (named === undefined) throw new RangeError(`--sweep: "${fact}" has no threshold ${at}; there is ${listed}`);
    return named;
  }
  const [only] = thresholds;
  if (only === undefined || thresholds.length > 1) {
    throw new RangeError(`--sweep: "${fact}" has several thresholds; say which: ${listed}`);
  }
  return only;
}

function valuesOf(text: string, range: string): readonly number[] {
  const listed = range.split(',').map(numberIn);
  if (!range.includes('..')) {
    if (listed.every((value) => value !== undefined)) return listed;
    throw new RangeError(`--sweep ${text}: ${JSON.stringify(range)} is neither a range nor numbers`);
  }
  const [, start = '', end = '', by] = /^(.+?)\.\.(.+?)(?::(.+))?$/.exec(range) ?? [];
  const [from, to] = [numberIn(start), numberIn(end)];
  if (from === undefined || to === undefined || from >= to) {
    throw new RangeError(`--sweep ${text}: a range goes from a number up to a larger one, as in 200..4000:200`);
  }
  const step = by === undefined ? niceStep((to - from) / usualValues) : numberIn(by);
  if (step === undefined || step <= 0) throw new RangeError(`--sweep ${text}: the step must be a number above 0`);
  const count = Math.floor((to - from) / step + 1e-9) + 1;
  if (count > mostValues)
    throw new RangeError(`--sweep ${text}: ${count} values are too many; ${mostValues} is the most`);
  return Array.from({ length: count }, (_, index) => Number((from + index * step).toPrecision(12)));
}

function numberIn(text: string): number | undefined {
  const value = Number(text);
  return text.trim() === '' || !Number.isFinite(value) ? undefined : value;
}

/** 1, 2 or 5 times a power of ten, at least as large. */
function niceStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  return power * ([1, 2, 5, 10].find((step) => step * power >= least * (1 - 1e-9)) ?? 10);
}

function checkDomain(text: string, policy: Policy, fact: string, values: readonly number[]): void {
  const domain = policy.facts.get(fact)?.domain;
  if (domain?.type !== 'number') return;
  const { integer, minimum = Number.NEGATIVE_INFINITY, maximum = Number.POSITIVE_INFINITY } = domain;
  const bad = values.find((value) => value < minimum || value > maximum || (integer && !Number.isInteger(value)));
  if (bad === undefined) return;
  throw new RangeError(
    `--sweep ${text}: ${bad} is no value that "${fact}" is held against${integer ? '; it is a whole number' : ''}`,
  );
}

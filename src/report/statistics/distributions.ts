import { createRequire } from 'node:module';

type Distributions = typeof import('#distributions')['base']['dists'];

let loaded: Distributions | undefined;

/** stdlib's functions, in one file of 250 kB that is read when a statistic first needs it. */
function distributions(): Distributions {
  loaded ??= (createRequire(import.meta.url)('#distributions') as typeof import('#distributions')).base.dists;
  return loaded;
}

/** The probability that a chi-squared variable is at least x. What is below 1e-16 comes out as 0. */
export function chiSquaredTail(x: number, degrees: number): number {
  return Math.max(0, 1 - distributions().chisquare.cdf(x, degrees));
}

/** The value that a standard normal variable stays below with probability p. */
export function normalQuantile(p: number): number {
  return distributions().normal.quantile(p, 0, 1);
}

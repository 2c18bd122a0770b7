export interface SequenceOptions {
  /** The probability that the sequence of intervals ever misses, from 0 to 1. */
  readonly alpha: number;
  /** Observations at which the intervals are narrowest. It costs little to be wrong by a factor of ten. */
  readonly tunedFor: number;
}

/**
 * Half the width of an interval that may be looked at after every observation: the probability that any interval of the
 * whole sequence misses the truth is at most alpha, asymptotically. Robbins' normal mixture.
 *
 * Source: Waudby-Smith, Arbour, Sinha, Kennedy, Ramdas, "Time-uniform central limit theory and asymptotic confidence
 * sequences" (arXiv 2103.06476, Annals of Statistics 2024), equation 9, with the variance of one observation written as
 * the variance of the estimate times the observations.
 *
 * @param variance of the estimate, as a fixed-sample interval would use it
 * @param observations what the clock of the sequence has counted so far, above 0
 */
export function sequenceRadius(variance: number, observations: number, options: SequenceOptions): number {
  return Math.sqrt(variance) * criticalValue(observations, options);
}

/** How many standard errors wide. Between 3.0 and 3.7 for alpha 0.05 within two orders of magnitude of `tunedFor`. */
export function criticalValue(observations: number, { alpha, tunedFor }: SequenceOptions): number {
  const spread = observations * mixing(alpha, tunedFor);
  return Math.sqrt((2 * (spread + 1) * Math.log(Math.sqrt(spread + 1) / alpha)) / spread);
}

/**
 * The largest alpha at which 0 would be outside, at most 1: a p-value that may be looked at at any time. The mixture
 * stays tuned for the alpha of the options.
 */
export function alwaysValidP(
  difference: number,
  variance: number,
  observations: number,
  { alpha, tunedFor }: SequenceOptions,
): number {
  if (variance === 0) return difference === 0 ? 1 : 0;
  const spread = observations * mixing(alpha, tunedFor);
  const evidence = (difference ** 2 / variance) * (spread / (spread + 1)) * 0.5;
  return Math.min(1, Math.sqrt(spread + 1) * Math.exp(-evidence));
}

/** ρ² of the mixture; equation 161 of the same paper, which GrowthBook uses, too. */
function mixing(alpha: number, tunedFor: number): number {
  const evidence = -2 * Math.log(alpha);
  return (evidence + Math.log(evidence + 1)) / tunedFor;
}

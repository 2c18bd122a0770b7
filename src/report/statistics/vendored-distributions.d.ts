/** The part of stdlib's flat bundle of distributions that distributions.ts uses; see https://stdlib.io */
export const base: {
  readonly dists: {
    readonly chisquare: { cdf(x: number, degrees: number): number };
    readonly normal: {
      cdf(x: number, mean: number, deviation: number): number;
      quantile(p: number, mean: number, deviation: number): number;
    };
  };
};

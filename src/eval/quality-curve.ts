/** A way of routing, judged. */
export interface CurvePoint {
  /** How much of the strong model is used, from 0 to 1: see QualityAxis. */
  readonly use: number;
  /** Performance gap recovered: 0 as good as the weak model alone, 1 as the strong one; it can lie outside. */
  readonly pgr: number;
}

/**
 * The curve through the points, from the weak model alone to the strong one alone: between two points a share of the
 * requests is routed by one and the rest by the other, which gives what lies on the line.
 */
export function curveThrough(points: readonly CurvePoint[]): readonly CurvePoint[] {
  const inside = points.map(({ use, pgr }) => ({ use: Math.min(1, Math.max(0, use)), pgr }));
  const sorted = inside.sort((left, right) => left.use - right.use || left.pgr - right.pgr);
  return [{ use: 0, pgr: 0 }, ...sorted, { use: 1, pgr: 1 }];
}

/**
 * Average performance gap recovered: the area under the curve. Source: RouteLLM (arXiv 2406.18665), which averages
 * over ten budgets; the area, by trapezoids, is what the authors' code computes (routellm/evals/evaluate.py).
 */
export function areaUnder(curve: readonly CurvePoint[]): number {
  return curve.slice(1).reduce((sum, right, index) => {
    const left = curve[index] ?? right;
    return sum + ((right.use - left.use) * (left.pgr + right.pgr)) / 2;
  }, 0);
}

/**
 * Call-performance threshold: the least use of the strong model that recovers this share of the gap, from 0 to 1.
 * Undefined where the curve never does.
 */
export function leastUse(curve: readonly CurvePoint[], share: number): number | undefined {
  const index = curve.findIndex(({ pgr }) => pgr >= share);
  const right = curve[index];
  const left = curve[index - 1];
  if (right === undefined || left === undefined || right.pgr === left.pgr) return right?.use;
  return left.use + ((share - left.pgr) / (right.pgr - left.pgr)) * (right.use - left.use);
}

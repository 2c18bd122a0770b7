import type { Interval } from './bootstrap.js';
import type { QualityAxis } from './judged-rows.js';
import type { CurvePoint } from './quality-curve.js';

/** Plain data: what `policy eval --json` prints. Shares and PGR are from 0 to 1, costs in USD per request. */
export interface EvalReport {
  readonly policy: string;
  readonly version: string;
  readonly rows: EvalRows;
  readonly weak: EvaluatedModel;
  readonly strong: EvaluatedModel;
  /** How the use of the strong model is measured: see QualityAxis. */
  readonly axis: QualityAxis;
  /** Whether the strong model is better on these rows; if not, there is no gap, and no PGR. */
  readonly gap: number;
  /** Facts that the policy as it stands asked for in vain, and for how many labels. */
  readonly unknown_facts: readonly { readonly fact: string; readonly labels: number }[];
  /** Where the policy as it stands sends the rows that are judged. */
  readonly tiers: readonly EvaluatedTier[];
  readonly as_written: EvaluatedPoint;
  readonly baselines?: EvaluatedBaselines;
  readonly curve?: EvaluatedCurve;
  readonly sweep?: EvaluatedSweep;
}

export interface EvalRows {
  readonly labels: number;
  /** Rows that the policy refuses, at some threshold of the sweep; they are left out. */
  readonly refused: number;
  /** Rows that thresholds were chosen by; 0 without a sweep. */
  readonly chosen_by: number;
  /** Rows that everything else is told of. */
  readonly judged_on: number;
}

export interface EvaluatedModel {
  readonly slot: string;
  readonly quality: number;
  readonly cost_usd?: number;
}

export interface EvaluatedTier {
  readonly tier: string;
  readonly rows: number;
  readonly share: number;
  readonly quality: number;
  /** What the two models would have made of the same rows. */
  readonly weak_quality: number;
  readonly strong_quality: number;
  readonly cost_usd?: number;
}

export interface EvaluatedPoint {
  readonly use: number;
  readonly quality: number;
  readonly cost_usd?: number;
  readonly pgr?: number;
  readonly pgr_interval?: Interval;
}

export interface EvaluatedBaselines {
  readonly weak: { readonly apgr: number };
  readonly strong: { readonly apgr: number };
  readonly random: { readonly apgr: number } & Interval;
  readonly oracle: { readonly apgr: number; readonly curve: readonly CurvePoint[] };
}

export interface EvaluatedCurve {
  readonly points: readonly CurvePoint[];
  readonly apgr: number;
  readonly apgr_interval?: Interval;
  /** The least use of the strong model that recovers half, and four fifths, of the gap; absent where none does. */
  readonly cpt_50?: number;
  readonly cpt_80?: number;
}

export interface EvaluatedSweep {
  readonly fact: string;
  /** The threshold as it is written. */
  readonly written: number;
  readonly places: readonly string[];
  readonly points: readonly (EvaluatedPoint & { readonly value: number })[];
  /** Thresholds that were chosen by some rows, and judged on the others. */
  readonly chosen: readonly ChosenThreshold[];
}

export interface ChosenThreshold {
  /** Share of the gap that was to be recovered with the least use of the strong model. */
  readonly target: number;
  /** Absent when no threshold of the sweep recovered it on the rows that choose. */
  readonly value?: number;
  /** On the rows that chose it. */
  readonly pgr_when_chosen?: number;
  /** On the rows that did not. */
  readonly judged?: EvaluatedPoint;
}

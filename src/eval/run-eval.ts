import type { Diagnostic } from '../diagnostics/diagnostic.js';
import { type CompiledPolicy, compilePolicy } from '../rules/compile-policy.js';
import type { EvalReport } from './eval-report.js';
import { type Evaluation, evaluate } from './evaluate.js';
import type { ModelPair } from './judged-rows.js';
import type { Label } from './label.js';
import { missingLabels } from './missing-labels.js';
import { withThreshold } from './policy-thresholds.js';
import { type Route, routeLabels } from './route-labels.js';
import type { Sweep } from './sweep-spec.js';

export interface EvalOptions {
  /** Named in findings. */
  readonly file: string;
  readonly pair: ModelPair;
  readonly sweep?: Sweep;
  /** Share of the rows that thresholds are judged on, from 0 to 1. */
  readonly heldOut: number;
  /** The time that clock facts see, in milliseconds since 1970. */
  readonly now: number;
  readonly onProgress?: (done: number, total: number) => void;
}

/** The report, or why there is none: labels that do not know what is needed. */
export type EvalResult = { readonly report: EvalReport } | { readonly diagnostics: readonly Diagnostic[] };

/** Decides every label by the policy as it is written, and by the policy with each threshold of the sweep. */
export async function runEval(
  compiled: CompiledPolicy,
  labels: readonly Label[],
  { file, pair, sweep, heldOut, now, onProgress }: EvalOptions,
): Promise<EvalResult> {
  const { policy } = compiled;
  const total = 1 + (sweep?.values.length ?? 0);
  const asWritten = await routeLabels(compiled, labels, now);
  onProgress?.(1, total);
  const points: { readonly value: number; readonly routes: readonly Route[] }[] = [];
  for (const value of sweep?.values ?? []) {
    const changed = await recompile(compiled, sweep, value);
    points.push({ value, routes: await routeLabels(changed, labels, now) });
    onProgress?.(1 + points.length, total);
  }
  const routes = [asWritten, ...points.map((point) => point.routes)];
  const neededBy = (index: number) => [pair.weak, pair.strong, ...routes.flatMap((each) => each[index]?.slot ?? [])];
  const diagnostics = missingLabels(labels, neededBy, file);
  if (diagnostics.length > 0) return { diagnostics };
  const evaluation: Evaluation = {
    policy: { name: policy.name, version: policy.version },
    labels,
    pair,
    asWritten,
    ...(sweep !== undefined && { sweep: { threshold: sweep.threshold, points } }),
    heldOut,
  };
  return { report: evaluate(evaluation) };
}

/** A threshold changes no fact, so what compiled once compiles again. */
async function recompile({ policy }: CompiledPolicy, sweep: Sweep | undefined, value: number): Promise<CompiledPolicy> {
  const changed = sweep === undefined ? policy : withThreshold(policy, sweep.threshold, value);
  const { compiled } = await compilePolicy(changed);
  if (compiled === undefined) throw new Error(`the policy ${policy.name} does not compile with another threshold`);
  return compiled;
}

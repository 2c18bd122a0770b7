import { tablesOf } from '../decide/decision-tables.js';
import { type Diagnostic, hasErrors } from '../diagnostics/diagnostic.js';
import type { RolloutMonitor } from '../execute/live/rollout-monitor.js';
import type { Policy } from '../policy/policy.js';
import {
  type CompiledPolicy,
  type CompileOptions,
  type CompileResult,
  compilePolicy,
} from '../rules/compile-policy.js';

/** What a process serves policies with. */
export interface ServingProcess {
  readonly compile: CompileOptions;
  /** What a policy asks of the process and does not find there, such as functions and environment variables. */
  readonly missing: (policy: Policy) => readonly Diagnostic[];
  readonly rollouts: Pick<RolloutMonitor, 'load'>;
}

/** Makes a policy ready to serve: compiled, with all that it and the version it is rolled out against ask of the process. */
export async function compileToServe(
  policy: Policy,
  { compile, missing, rollouts }: ServingProcess,
): Promise<CompileResult> {
  const { compiled, diagnostics } = await compilePolicy(policy, compile);
  const all = [...diagnostics, ...missing(policy)];
  if (policy.rollout !== undefined) all.push(...missing(policy.rollout.previous));
  await rollouts.load(policy);
  if (compiled === undefined || hasErrors(all)) return { diagnostics: all };
  // Made here, and not when the first request comes.
  for (let each: CompiledPolicy | undefined = compiled; each !== undefined; each = each.previous) tablesOf(each);
  return { compiled, diagnostics: all };
}

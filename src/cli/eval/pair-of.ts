import { didYouMean } from '../../diagnostics/did-you-mean.js';
import type { ModelPair } from '../../eval/judged-rows.js';
import type { Label } from '../../eval/label.js';
import { choosePair, type PairChoice } from '../../eval/needed-slots.js';
import type { Policy } from '../../policy/policy.js';
import { UsageError } from '../usage-error.js';

/**
 * The two models that a policy's use is measured between: those that flags name, else the cheapest and the dearest that
 * labels judge. Throws UsageError where there are no two.
 */
export function pairOf(
  flags: { readonly weak?: string; readonly strong?: string },
  policy: Policy,
  labels: readonly Label[],
): ModelPair & { readonly by: PairChoice } {
  for (const [flag, slot] of [
    ['--weak', flags.weak],
    ['--strong', flags.strong],
  ] as const) {
    if (slot === undefined || policy.models.has(slot)) continue;
    const hint = didYouMean(slot, [...policy.models.keys()]);
    const meant = hint === undefined ? `there is ${[...policy.models.keys()].join(', ')}` : `did you mean "${hint}"?`;
    throw new UsageError(`${flag}: policy ${policy.name} has no model slot "${slot}"; ${meant}`);
  }
  const found = choosePair(policy, labels);
  const [weak, strong] = [flags.weak ?? found?.weak, flags.strong ?? found?.strong];
  if (weak === undefined || strong === undefined) {
    throw new UsageError(tooFewModels([...policy.models.keys()], labels));
  }
  if (weak === strong) throw new UsageError(`--weak and --strong are both ${weak}: name the other one, too`);
  return {
    weak,
    strong,
    by: flags.weak === undefined && flags.strong === undefined ? (found?.by ?? 'named') : 'named',
  };
}

function tooFewModels(slots: readonly string[], labels: readonly Label[]): string {
  const judged = [...new Set(labels.flatMap(({ quality }) => [...quality.keys()]))];
  const strangers = judged.filter((name) => !slots.includes(name));
  const meant = strangers.flatMap((name) => {
    const hint = didYouMean(name, slots);
    return hint === undefined ? [] : [`"${hint}" for "${name}"`];
  });
  const hint = meant.length === 0 ? '' : `; did you mean ${meant.join(', ')}?`;
  return `labels must judge two models of the policy (${slots.join(', ')}); they judge ${judged.join(', ') || 'none'}${hint}`;
}

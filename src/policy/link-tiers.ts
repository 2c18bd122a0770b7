import { assembleChain, partsOf } from './assemble-chain.js';
import type { ChainPart } from './chain-part.js';
import { checkTierEscalations } from './check-escalations.js';
import { checkOpenRouter } from './check-openrouter.js';
import { checkParams } from './check-params.js';
import { deploymentsOf } from './deployments-of.js';
import { checkBalance } from './link-balance.js';
import { type CheapestContext, linkCheapest } from './link-cheapest.js';
import { reportAuto } from './link-models.js';
import { linkSettings, type SettingsContext } from './link-settings.js';
import type { ModelSlot } from './model-slot.js';
import { Names } from './names.js';
import type { CheapestTier, Fallbacks, ModelTier, Tier as TierDocument } from './policy-document.generated.js';
import { child, isSound, items, keyPlace, type Located, soundChild, valuePlace } from './policy-file.js';
import type { PolicyUnits } from './policy-units.js';
import type { Report } from './report.js';
import type { RouteSettings } from './route-settings.js';
import type { Tier } from './tier.js';

/** Links every tier, each after the tiers that its fallbacks splice in. */
export function linkTiers(
  units: PolicyUnits,
  known: Pick<CheapestContext, 'models' | 'labels' | 'catalogues'>,
  report: Report,
): Names<Tier> {
  const tiers = new Names<Tier>('tier', units.complete.has('tiers'), report);
  const paramsMode = soundChild(units.root, 'params_mode')?.value;
  const open: string[] = [];
  const linked = new Set<string>();
  const link = (name: string): void => {
    const at = units.tiers.get(name);
    if (at === undefined || linked.has(name)) return;
    open.push(name);
    for (const reference of tierReferences(at)) {
      if (open.includes(reference.value)) reportLoop(reference, open, report);
      else link(reference.value);
    }
    open.pop();
    linked.add(name);
    tiers.set(name, linkTier(name, at, { ...known, tiers, report, ...(paramsMode && { paramsMode }) }));
  };
  // All names are known before the first is linked: a tier may splice in one that stands below it.
  for (const name of units.tiers.keys()) tiers.set(name, undefined);
  for (const name of units.tiers.keys()) link(name);
  checkTierEscalations(units.tiers, tiers, report);
  return tiers;
}

/** The `{ tier: NAME }` among fallbacks. */
export function tierReferences(at: Located<{ readonly fallbacks?: Fallbacks }>): Located<string>[] {
  const fallbacks = soundChild(at, 'fallbacks');
  if (fallbacks === undefined) return [];
  return items(fallbacks).flatMap((item) => {
    const tier = typeof item.value === 'string' ? undefined : child(item as Located<{ tier: string }>, 'tier');
    return tier === undefined ? [] : [tier];
  });
}

function reportLoop(at: Located<string>, open: readonly string[], report: Report): void {
  const loop = [...open.slice(open.indexOf(at.value)), at.value];
  report('tier-loop', `these tiers contain each other: ${loop.join(' → ')}`, valuePlace(at), {
    help: 'name the model slots instead of this tier',
  });
}

function linkTier(
  name: string,
  at: Located<TierDocument>,
  context: SettingsContext & CheapestContext,
): Tier | undefined {
  const { models, tiers, report } = context;
  if (name === 'auto') reportAuto(at, report);
  const settings = linkSettings(at, context);
  const first = linkFirst(at, settings, context);
  const fallbacks = linkFallbacks(soundChild(at, 'fallbacks'), models, tiers);
  if (first === undefined || fallbacks === undefined || !isSound(at)) return undefined;
  const { chain, parts } = assembleChain([first, ...fallbacks]);
  checkOpenRouter(at, chain, settings, report);
  checkBalance(at, chain, report);
  checkParams(at, chain, settings, report);
  const { description, max_tokens } = at.value;
  return {
    name,
    chain,
    ...(parts !== undefined && { parts }),
    spliced: tierReferences(at).map((reference) => reference.value),
    maxTokens: max_tokens,
    place: keyPlace(at),
    ...settings,
    ...(description !== undefined && { description }),
  };
}

/** The tier's own model, or those of which the cheapest is tried first. */
function linkFirst(
  at: Located<TierDocument>,
  settings: RouteSettings,
  context: CheapestContext,
): ChainPart | undefined {
  const priced = at as Located<CheapestTier>;
  if (child(priced, 'cheapest') !== undefined) {
    return linkCheapest(priced, soundChild(priced, 'max_tokens')?.value, settings, context);
  }
  const model = soundChild(at as Located<ModelTier>, 'model');
  const slot = model === undefined ? undefined : findSlot(model, context.models, context.tiers);
  return slot && { kind: 'listed', slots: deploymentsOf(slot) };
}

export function findSlot(at: Located<string>, models: Names<ModelSlot>, tiers: Names<Tier>): ModelSlot | undefined {
  const help = tiers.has(at.value) ? `\`${at.value}\` is a tier; name one of its model slots` : undefined;
  return models.find(at, help);
}

/** What fallbacks stand for, spliced tiers expanded; undefined when one of them is broken. */
export function linkFallbacks(
  at: Located<Fallbacks> | undefined,
  models: Names<ModelSlot>,
  tiers: Names<Tier>,
): readonly ChainPart[] | undefined {
  if (at === undefined) return [];
  const parts = items(at).map((item): readonly ChainPart[] | undefined => {
    if (typeof item.value !== 'string') {
      const tier = tiers.find(child(item as Located<{ tier: string }>, 'tier')!);
      return tier && partsOf(tier);
    }
    const help = tiers.has(item.value) ? `\`${item.value}\` is a tier; write { tier: ${item.value} }` : undefined;
    const slot = models.find(item as Located<string>, help);
    return slot && [{ kind: 'listed', slots: deploymentsOf(slot) }];
  });
  return parts.every((part) => part !== undefined) ? parts.flat() : undefined;
}

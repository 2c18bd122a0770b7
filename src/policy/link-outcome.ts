import { assembleChain, firstPart } from './assemble-chain.js';
import type { ChainPart } from './chain-part.js';
import { checkOutcomeEscalation } from './check-escalations.js';
import { checkOpenRouter } from './check-openrouter.js';
import { checkParams } from './check-params.js';
import { deploymentsOf } from './deployments-of.js';
import { checkBalance } from './link-balance.js';
import { linkCheapest } from './link-cheapest.js';
import type { LinkContext } from './link-context.js';
import { linkSettings } from './link-settings.js';
import { findSlot, linkFallbacks, tierReferences } from './link-tiers.js';
import type { Outcome, RejectOutcome, RouteOutcome } from './outcome.js';
import type {
  CheapestOutcome,
  ModelOutcome,
  Outcome as OutcomeDocument,
  RejectOutcome as RejectDocument,
  TierOutcome,
} from './policy-document.generated.js';
import { child, isSound, keyPlace, type Located, soundChild, valuePlace } from './policy-file.js';
import type { RouteSettings } from './route-settings.js';
import type { Tier } from './tier.js';

const defaultRejectStatus = 403;

/** An outcome complete by itself: a tier's settings are merged in, the outcome's own keys replace them. */
export function linkOutcome(at: Located<OutcomeDocument>, context: LinkContext): Outcome | undefined {
  const { value } = at;
  if (typeof value === 'string') return isSound(at) ? linkShortOutcome(at as Located<string>, context) : undefined;
  if (typeof value !== 'object' || value === null) return undefined;
  if ('reject' in value) return isSound(at) ? linkReject(at as Located<RejectDocument>) : undefined;
  if ('tier' in value) return linkTierOutcome(at as Located<TierOutcome>, context);
  if ('model' in value) {
    const model = at as Located<ModelOutcome>;
    return linkOwnChain(model, 'names a model', () => linkModel(soundChild(model, 'model'), context), context);
  }
  if ('cheapest' in value) {
    const priced = at as Located<CheapestOutcome>;
    const first: LinkFirst = (limit, settings) => linkCheapest(priced, limit, settings, context);
    return linkOwnChain(priced, 'asks for the cheapest model', first, context);
  }
  return undefined;
}

function linkReject(at: Located<RejectDocument>): RejectOutcome {
  const { message, status } = at.value.reject;
  return { kind: 'reject', message, status: status ?? defaultRejectStatus, place: valuePlace(at) };
}

/** `then: quick` is short for `then: { tier: quick }`. */
function linkShortOutcome(at: Located<string>, context: LinkContext): RouteOutcome | undefined {
  const tier = findTier(at, context);
  return tier === undefined ? undefined : { kind: 'route', tier, ...settingsOf(tier), place: valuePlace(at) };
}

function linkTierOutcome(at: Located<TierOutcome>, context: LinkContext): RouteOutcome | undefined {
  const reference = soundChild(at, 'tier');
  const tier = reference === undefined ? undefined : findTier(reference, context);
  const fallbacks = child(at, 'fallbacks');
  const replaced =
    fallbacks !== undefined && isSound(fallbacks) ? linkFallbacks(fallbacks, context.models, context.tiers) : undefined;
  // Where nothing is written here, the tier's mode holds.
  const settings = linkSettings(at, { ...context, ...(tier?.paramsMode && { paramsMode: tier.paramsMode }) });
  checkOutcomeEscalation(at, tier, context.tiers, context.report);
  if (tier === undefined || !isSound(at)) return undefined;
  if (fallbacks !== undefined && replaced === undefined) return undefined;
  const { chain: inheritedChain, parts: inheritedParts, ...inherited } = settingsOf(tier);
  const { chain, parts } =
    replaced === undefined
      ? { chain: inheritedChain, parts: inheritedParts }
      : assembleChain([firstPart(tier), ...replaced]);
  checkOpenRouter(at, chain, { ...inherited, ...settings }, context.report);
  checkBalance(at, chain, context.report);
  checkParams(at, chain, { ...inherited, ...settings }, context.report);
  const maxTokens = at.value.max_tokens ?? tier.maxTokens;
  const spliced = replaced === undefined ? tier.spliced : splicedTiers(at);
  return {
    ...{ kind: 'route', tier, ...inherited, ...settings, chain, spliced, maxTokens, place: valuePlace(at) },
    ...(parts !== undefined && { parts }),
  };
}

function linkModel(reference: Located<string> | undefined, { models, tiers }: LinkContext): ChainPart | undefined {
  const slot = reference && findSlot(reference, models, tiers);
  return slot && { kind: 'listed', slots: deploymentsOf(slot) };
}

type LinkFirst = (limit: number | undefined, settings: RouteSettings) => ChainPart | undefined;

/** An outcome that states its models itself. `what` it does, as findings say it; `first` of its chain. */
function linkOwnChain(
  at: Located<Omit<ModelOutcome, 'model'>>,
  what: string,
  linkFirst: LinkFirst,
  context: LinkContext,
): RouteOutcome | undefined {
  const fallbacks = linkFallbacks(soundChild(at, 'fallbacks'), context.models, context.tiers);
  const settings = linkSettings(at, context);
  checkOutcomeEscalation(at, undefined, context.tiers, context.report);
  const maxTokens = Object.hasOwn(at.value, 'max_tokens') ? at.value.max_tokens : context.defaultMaxTokens;
  // A limit that is broken still is one, and no number.
  const first = linkFirst(Number.isFinite(maxTokens) ? maxTokens : undefined, settings);
  if (maxTokens === undefined) {
    context.report('missing-key', `an outcome that ${what} needs \`max_tokens\``, keyPlace(at), {
      help: 'add max_tokens here, or default_max_tokens to the policy: every request is capped',
    });
  }
  if (first === undefined || fallbacks === undefined || maxTokens === undefined || !isSound(at)) return undefined;
  const { chain, parts } = assembleChain([first, ...fallbacks]);
  checkOpenRouter(at, chain, settings, context.report);
  checkBalance(at, chain, context.report);
  checkParams(at, chain, settings, context.report);
  return {
    ...{ kind: 'route', ...settings, chain, spliced: splicedTiers(at), maxTokens, place: valuePlace(at) },
    ...(parts !== undefined && { parts }),
  };
}

function splicedTiers(at: Located<Pick<TierOutcome, 'fallbacks'>>): readonly string[] {
  return tierReferences(at).map((reference) => reference.value);
}

function findTier(at: Located<string>, { tiers, models }: LinkContext): Tier | undefined {
  const help = models.has(at.value)
    ? `\`${at.value}\` is a model slot; write { model: ${at.value}, max_tokens: … }`
    : undefined;
  return tiers.find(at, help);
}

function settingsOf(tier: Tier): Omit<Tier, 'name' | 'description' | 'place'> {
  const { name: _name, description: _description, place: _place, ...settings } = tier;
  return settings;
}

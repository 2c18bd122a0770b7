import type { Diagnostic } from '../diagnostics/diagnostic.js';
import type { ModelSlot } from '../policy/model-slot.js';
import type { Tier } from '../policy/tier.js';
import type { Lint } from './lint.js';

/** A tier whose models all depend on one provider: when it is down, so is the tier. */
export const singleProviderChains: Lint = ({ compiled: { policy } }) =>
  [...policy.tiers.values()].filter((tier) => tier.place.file === policy.place.file).flatMap(findings);

function findings(tier: Tier): readonly Diagnostic[] {
  const providers = new Set(tier.chain.map(providerOf));
  const [first] = providers;
  const asksOne = triesOnlyTheCheapest(tier);
  if (first === undefined || (providers.size > 1 && !asksOne)) return [];
  const provider = providers.size > 1 ? 'the provider of the cheapest model' : first;
  const alone = asksOne || tier.chain.length === 1;
  return [
    {
      code: 'single-provider-chain',
      severity: 'warning',
      message: alone
        ? `tier "${tier.name}" has no fallback: when ${provider} is down, so is the tier`
        : `all models of tier "${tier.name}" depend on ${provider}: when it is down, so is the tier`,
      help: 'add a fallback from another provider',
      place: tier.place,
    },
  ];
}

/** Of several models one at a time, and none behind it. */
function triesOnlyTheCheapest({ parts }: Tier): boolean {
  const [part, ...others] = parts ?? [];
  return part?.kind === 'cheapest' && !part.goesOn && others.length === 0;
}

/** OpenRouter serves each vendor's models through that vendor's providers; another endpoint is a provider by itself. */
function providerOf(slot: ModelSlot): string {
  const vendor = slot.endpoint.kind === 'openrouter' ? slot.id.split('/')[0] : undefined;
  return vendor === undefined ? `endpoint ${slot.endpoint.name}` : `${vendor} at ${slot.endpoint.name}`;
}

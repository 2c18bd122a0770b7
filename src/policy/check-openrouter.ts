import { isFreePrice } from './is-free-price.js';
import type { ModelSlot } from './model-slot.js';
import type { Fallbacks, TierOutcome } from './policy-document.generated.js';
import { child, keyPlace, type Located } from './policy-file.js';
import type { Report } from './report.js';
import type { RouteSettings } from './route-settings.js';

type OpenRouterDocument = Pick<TierOutcome, 'provider' | 'variant' | 'native_fallback'> & {
  readonly fallbacks?: Fallbacks;
};

/** Reports settings for OpenRouter that have no effect on a chain, or none that could be meant. */
export function checkOpenRouter(
  at: Located<OpenRouterDocument>,
  chain: readonly ModelSlot[],
  { variant, nativeFallback }: RouteSettings,
  report: Report,
): void {
  if (!chain.some(isAtOpenRouter)) {
    reportUseless(at, report);
    return;
  }
  const suffixed = chain.find((slot) => isAtOpenRouter(slot) && /:[^/]*$/.test(slot.id));
  if (variant !== undefined && suffixed !== undefined) reportTwoVariants(at, suffixed, report);
  const paid = variant === 'free' ? chain.find(isListedAsPaid) : undefined;
  if (paid !== undefined && suffixed === undefined) reportPaidVariant(at, paid, report);
  const native = child(at, 'native_fallback');
  if (native !== undefined && nativeFallback === true && !chain.some(hasNeighbour)) {
    const message = '`native_fallback` has no effect: no two models in a row are at the same openrouter endpoint';
    report('invalid-value', message, keyPlace(native), { help: 'remove it, or add a fallback at that endpoint' });
  }
}

function isAtOpenRouter({ endpoint }: ModelSlot): boolean {
  return endpoint.kind === 'openrouter';
}

function hasNeighbour(slot: ModelSlot, index: number, chain: readonly ModelSlot[]): boolean {
  return isAtOpenRouter(slot) && chain[index + 1]?.endpoint === slot.endpoint;
}

/** The price is that of the model without the variant. One that the policy states is the policy's own business. */
function isListedAsPaid(slot: ModelSlot): boolean {
  return isAtOpenRouter(slot) && slot.listing?.filled.includes('price') === true && !isFreePrice(slot.price);
}

function reportPaidVariant(at: Located<OpenRouterDocument>, { id, name, listing }: ModelSlot, report: Report): void {
  const place = child(at, 'variant') ?? child(at, 'fallbacks');
  if (place === undefined) return;
  const message = `\`variant: free\` asks for another model than \`${name}\`, whose price in ${listing?.file} is that of the paid \`${id}\``;
  report('invalid-value', message, keyPlace(place), { help: `use a slot with the id \`${id}:free\`` });
}

function reportUseless(at: Located<OpenRouterDocument>, report: Report): void {
  for (const key of ['provider', 'variant', 'native_fallback'] as const) {
    const setting = child(at, key);
    if (setting === undefined) continue;
    const message = `\`${key}\` has no effect: no model of this chain is at an openrouter endpoint`;
    report('invalid-value', message, keyPlace(setting), {
      help: `remove it, or choose a model at an endpoint of \`kind: openrouter\``,
    });
  }
}

/** At the variant, or at the fallbacks that bring a model which does not go with the tier's. */
function reportTwoVariants(at: Located<OpenRouterDocument>, slot: ModelSlot, report: Report): void {
  const place = child(at, 'variant') ?? child(at, 'fallbacks');
  if (place === undefined) return;
  const message = `a variant cannot be added to model \`${slot.name}\`: its id \`${slot.id}\` has one`;
  report('invalid-value', message, keyPlace(place), { help: 'remove the variant here, or the one in the id' });
}

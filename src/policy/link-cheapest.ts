import { targetOf, withoutRepeats } from './assemble-chain.js';
import type { Cheapest } from './chain-part.js';
import { checkCheapest } from './check-cheapest.js';
import { deploymentsOf } from './deployments-of.js';
import { exclusionOf } from './exclusion-of.js';
import type { LinkContext } from './link-context.js';
import type { ModelSlot } from './model-slot.js';
import type { Among, AmongLabels, Cheapest as CheapestDocument, Fallbacks } from './policy-document.generated.js';
import { child, items, type Located, soundChild, valuePlace } from './policy-file.js';
import type { RouteSettings } from './route-settings.js';

export type CheapestContext = Pick<LinkContext, 'models' | 'tiers' | 'labels' | 'catalogues' | 'report'>;

/** What an outcome, or a tier, that chooses by price is written with. */
interface PricedDocument {
  readonly cheapest: CheapestDocument;
  readonly fallbacks?: Fallbacks;
}

/** Who competes. What never can win is set apart, so that requests need not look at it. `limit`: of the answer. */
export function linkCheapest(
  owner: Located<PricedDocument>,
  limit: number | undefined,
  { params, paramsMode, variant }: RouteSettings,
  context: CheapestContext,
): Cheapest | undefined {
  const at = soundChild(owner, 'cheapest');
  const among = at && soundChild(at, 'among');
  const slots = among === undefined ? undefined : competitors(among, context);
  if (at === undefined || slots === undefined) return undefined;
  const { needs = [], min_context: minContext, expected_output: expectedOutput, free = false } = at.value;
  // Of a slot that is named, what does not go with it is a mistake that is reported.
  const settings = Array.isArray(at.value.among)
    ? {}
    : { ...(params && { params }), ...(paramsMode && { paramsMode }), ...(variant && { variant }) };
  const asked = { needs, free, settings, ...(minContext !== undefined && { minContext }) };
  const excluded = slots.flatMap((slot) => exclusionOf(slot, asked) ?? []);
  const out = new Set(excluded.map(({ slot }) => slot));
  const cheapest: Cheapest = {
    kind: 'cheapest',
    ...asked,
    among: slots.filter((slot) => !out.has(slot)),
    excluded,
    goesOn: child(owner, 'fallbacks') === undefined,
    of: at.value.among,
    place: valuePlace(at),
    ...(expectedOutput !== undefined && { expectedOutput }),
  };
  checkCheapest(at, cheapest, limit, context.report);
  return cheapest;
}

/** In the order that settles equal prices: as named, else as the policy's models stand, else by id. */
function competitors(at: Located<Among>, context: CheapestContext): readonly ModelSlot[] | undefined {
  const { models } = context;
  if (at.value === 'all') return models.complete ? deployments(allSlots(context)) : undefined;
  if (at.value === 'catalogue') return catalogued(at, context);
  if (Array.isArray(at.value)) return named(at as Located<readonly string[]>, context);
  return labelled(at as Located<AmongLabels>, context);
}

function allSlots({ models }: CheapestContext): readonly (ModelSlot | undefined)[] {
  return models.names().map((name) => models.get(name));
}

function named(at: Located<readonly string[]>, { models, tiers }: CheapestContext): readonly ModelSlot[] | undefined {
  const slots = items(at).map((item) => {
    const help = tiers.has(item.value) ? `\`${item.value}\` is a tier; name its model slots` : undefined;
    return models.find(item, help);
  });
  return deployments(slots);
}

function labelled(at: Located<AmongLabels>, context: CheapestContext): readonly ModelSlot[] | undefined {
  const { labels: known, models } = context;
  const labels = items(child(at, 'labels')!);
  const found = labels.map((label) => known.find(label));
  const slots = deployments(allSlots(context));
  if (!models.complete || slots === undefined || found.includes(undefined)) return undefined;
  return slots.filter((slot) => labels.every(({ value }) => slot.labels.includes(value)));
}

/** A listed model for which the policy has a slot takes part as that slot: what the policy says of it holds. */
function catalogued(at: Located<Among>, context: CheapestContext): readonly ModelSlot[] | undefined {
  const { catalogues, report } = context;
  const own = deployments(allSlots(context));
  if (!catalogues.complete || own === undefined) return undefined;
  if (catalogues.list.length === 0) {
    report('missing-key', '`among: catalogue` needs a catalogue, and the policy names none', valuePlace(at), {
      help: 'add `catalogue: models.json`, a file that `policy models sync` writes',
    });
    return undefined;
  }
  const slots = new Map(own.map((slot) => [targetOf(slot), slot]));
  const listed = [...catalogues.slots.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1)).flatMap(deploymentsOf);
  return withoutRepeats(listed.map((slot) => slots.get(targetOf(slot)) ?? slot));
}

/** Undefined where the definition of a slot is broken. */
function deployments(slots: readonly (ModelSlot | undefined)[]): readonly ModelSlot[] | undefined {
  if (slots.includes(undefined)) return undefined;
  return withoutRepeats((slots as readonly ModelSlot[]).flatMap(deploymentsOf));
}

import type { CatalogueChanges, ValueChange } from '../../catalogue/compare-catalogues.js';
import type { TouchedParts, TouchedSlot } from '../../catalogue/touched-parts.js';
import type { Paint } from '../../diagnostics/paint.js';
import type { CatalogueModel } from '../../policy/catalogue-document.generated.js';
import type { Price } from '../../policy/policy-document.generated.js';
import { countOf } from '../count-of.js';

/** What changed between two catalogues, a line for each model. */
export function changeLines({ added, removed, changed }: CatalogueChanges, paint: Paint): readonly string[] {
  return [
    ...added.map((model) => `${paint.green('+')} ${model.id}${suffix(summary(model))}`),
    ...removed.map((model) => `${paint.red('-')} ${model.id}${suffix(summary(model))}`),
    ...changed.map(({ id, changes }) => `${paint.yellow('~')} ${id}${suffix(changes.flatMap(changeWords).join('; '))}`),
  ];
}

export function countChanges({ added, removed, changed }: CatalogueChanges): string {
  return `${added.length} added, ${removed.length} removed, ${changed.length} changed`;
}

/** What that means for a policy; nothing when it means nothing. */
export function touchedLines(policy: string, { slots, tiers, rules }: TouchedParts, paint: Paint): readonly string[] {
  if (slots.length === 0 && tiers.length === 0 && rules.length === 0) return [];
  return [
    `${paint.bold(policy)}: ${countOf(slots.length, 'slot')} touched`,
    ...slots.map((slot) => `  ${slotLine(slot, paint)}`),
    ...(tiers.length === 0 ? [] : [`  ${paint.dim('tiers:')} ${tiers.join(', ')}`]),
    ...(rules.length === 0 ? [] : [`  ${paint.dim('rules:')} ${rules.join(', ')}`]),
  ];
}

function slotLine({ slot, id, endpoint, listing, changes }: TouchedSlot, paint: Paint): string {
  const effective = changes.filter(({ stated }) => !stated).flatMap(changeWords);
  const unused = changes.filter(({ stated }) => stated).flatMap(changeWords);
  const words = {
    added: ['is listed now', ...effective],
    removed: [paint.red('is no longer listed'), ...effective],
    changed: [...effective, ...unused.map((change) => `${change} (not used: the policy says its own)`)],
  }[listing];
  return `${slot} ${paint.dim(`(${id} at ${endpoint})`)}: ${words.join('; ')}`;
}

/** `prompt 3 → 2.5 $/M`, `context 128000 → 200000`, `abilities +vision`. */
function changeWords({ key, before, after }: ValueChange): readonly string[] {
  if (key === 'price') return priceWords(before as Price | undefined, after as Price | undefined);
  if (key === 'abilities' || key === 'supported_params') {
    const [old, now] = [before, after] as readonly [readonly string[] | undefined, readonly string[] | undefined];
    return [`${key} ${listWords(old, now)}`];
  }
  return [`${key} ${shown(before)} → ${shown(after)}`];
}

function priceWords(before: Price | undefined, after: Price | undefined): readonly string[] {
  if (before === undefined || after === undefined) return [`price ${priceOf(before)} → ${priceOf(after)}`];
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])] as (keyof Price)[];
  return keys.flatMap((key) => {
    const [old, now] = [before[key], after[key]].map((rate) => JSON.stringify(rate));
    if (old === now) return [];
    return key === 'longer' ? ['prices of longer prompts'] : [`${key} ${shown(old)} → ${shown(now)} ${unitOf(key)}`];
  });
}

function unitOf(key: keyof Price): string {
  return key === 'request' || key === 'image' ? `$ each` : '$/M';
}

function listWords(before: readonly string[] | undefined, after: readonly string[] | undefined): string {
  if (before === undefined || after === undefined) return `${shown(before?.join(' '))} → ${shown(after?.join(' '))}`;
  return [
    ...after.filter((word) => !before.includes(word)).map((word) => `+${word}`),
    ...before.filter((word) => !after.includes(word)).map((word) => `-${word}`),
  ].join(' ');
}

function summary({ context, price }: CatalogueModel): string {
  return [price === undefined ? '' : priceOf(price), context === undefined ? '' : `context ${context}`]
    .filter((words) => words !== '')
    .join('; ');
}

function priceOf(price: Price | undefined): string {
  return price === undefined ? 'unknown' : `${price.prompt} and ${price.completion} $/M`;
}

function shown(value: unknown): string {
  return value === undefined ? 'unknown' : value === '' ? 'none' : String(value);
}

function suffix(words: string): string {
  return words === '' ? '' : `: ${words}`;
}

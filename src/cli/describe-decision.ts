import type { Decision, PriceComparison } from '../decide/decision.js';
import { formatValue, shorten } from '../diagnostics/format-value.js';
import type { Paint } from '../diagnostics/paint.js';
import { formatUsd } from './format-usd.js';

/** A decision in a few lines: what happens, by which rule, on which facts. */
export function describeDecision(decision: Decision, paint: Paint): string {
  const facts = [
    ...Object.entries(decision.facts).map(([fact, value]) => `${fact}=${shorten(formatValue(value), 40)}`),
    ...decision.unknown.map(({ fact, reason }) => `${fact}=? (${reason})`),
  ];
  const rows: readonly (readonly [string, string])[] = [
    ['rule', `${paint.bold(ruleOf(decision))}  ${paint.dim(position(decision))}`],
    ...outcomeRows(decision, paint),
    ['facts', facts.length === 0 ? paint.dim('none read') : facts.join('  ')],
    ['policy', paint.dim(`${decision.policy} ${decision.version}`)],
    ...(decision.rollout === undefined ? [] : [['rollout', rolloutIn(decision.rollout)] as const]),
  ];
  return rows.map(([label, text]) => `${label.padEnd(11)} ${text}`).join('\n');
}

function outcomeRows(decision: Decision, paint: Paint): readonly (readonly [string, string])[] {
  const { reject } = decision;
  if (reject !== undefined) return [['reject', paint.red(`${reject.status} ${reject.message}`)]];
  if (decision.no_eligible_model === true) {
    const reasons = decision.removed.map(({ model, reason }) => `${model}: ${reason}`);
    return [['no model', paint.red(`no model of the chain is left. ${reasons.join('; ')}`)]];
  }
  const params = Object.keys(decision.params).length === 0 ? [] : [['params', formatValue(decision.params)] as const];
  return [
    ['tier', decision.tier ?? paint.dim('none: a model slot was chosen')],
    ['chain', decision.chain.map((model, index) => (index === 0 ? paint.green(model) : model)).join(' → ')],
    ...(decision.cheapest ?? []).flatMap((compared) => cheapestRow(compared, paint)),
    ['max_tokens', `${decision.max_tokens} ${paint.dim(`(${decision.max_tokens_from})`)}`],
    ...params,
  ];
}

/** What was cheapest, and what the next one would cost. Of all that lost `explain` tells. */
function cheapestRow(
  { candidates, prompt_tokens }: PriceComparison,
  paint: Paint,
): readonly (readonly [string, string])[] {
  const [first, second] = candidates.filter(({ verdict }) => ['chosen', 'next', 'dearer'].includes(verdict));
  if (first?.usd === undefined) return [];
  const next = second?.usd === undefined ? '' : `, then ${second.slot} ${formatUsd(second.usd)}`;
  const size = paint.dim(`(about ${prompt_tokens.toLocaleString('en')} prompt tokens)`);
  return [['cheapest', `${first.slot} ${formatUsd(first.usd)}${next} ${size}`]];
}

/** Which version of a policy that is being rolled out decided, and why. */
export function rolloutIn({ arm, percent, because }: NonNullable<Decision['rollout']>): string {
  const version = arm === 'new' ? 'the new version' : 'the previous version';
  switch (because) {
    case 'key':
      return `${version}: the new one is rolled out to ${percent} % of keys`;
    case 'no_key':
      return `${version}: the request has no key`;
    case 'rolled_back':
      return `${version}: the new one was rolled back`;
    default:
      return because satisfies never;
  }
}

/** The rule that won, or what stands in for one. */
export function ruleOf(decision: Decision): string {
  return decision.rule ?? `pinned ${decision.tier ?? decision.targets[0]?.slot ?? ''}`.trim();
}

export function position({ at }: { readonly at: Decision['at'] }): string {
  return `${at.file}:${at.line}`;
}

import type { Budget, OnExceeded } from './budget.js';
import { checkPath } from './check-path.js';
import { checkTimezone } from './check-timezone.js';
import type { LinkContext } from './link-context.js';
import type { ModelSlot } from './model-slot.js';
import { Names } from './names.js';
import type { Outcome } from './outcome.js';
import type { Policy } from './policy.js';
import type {
  Budget as BudgetDocument,
  BudgetFact,
  OnExceeded as OnExceededDocument,
} from './policy-document.generated.js';
import { child, isSound, keyPlace, type Located, soundChild } from './policy-file.js';
import type { PolicyUnits } from './policy-units.js';
import { quote } from './quote.js';
import type { Report } from './report.js';
import { unlistedId } from './unlisted-id.js';

/** The budgets, those that shadows name marked as theirs. */
export function linkBudgets(
  units: PolicyUnits,
  context: Pick<LinkContext, 'tiers' | 'models' | 'report'>,
  shadowBudgets: readonly Located<string>[],
): Names<Budget> {
  const { report } = context;
  const budgets = new Names<Budget>('budget', units.complete.has('budgets'), report);
  const forShadows = new Set(shadowBudgets.map(({ value }) => value));
  for (const [name, at] of units.budgets) budgets.set(name, linkBudget(name, at, context, forShadows.has(name)));
  for (const at of shadowBudgets) budgets.find(at);
  for (const at of units.facts.values()) {
    const of = at.value?.from === 'budget' ? soundChild(at as Located<BudgetFact>, 'of') : undefined;
    if (of !== undefined) budgets.find(of);
  }
  return budgets;
}

function linkBudget(
  name: string,
  at: Located<BudgetDocument>,
  context: Pick<LinkContext, 'tiers' | 'models' | 'report'>,
  forShadows: boolean,
): Budget | undefined {
  const { report } = context;
  checkPath(soundChild(at, 'key'), report);
  checkTimezone(soundChild(at, 'timezone'), report);
  checkLimits(name, at, report);
  const onExceeded = linkOnExceeded(child(at, 'on_exceeded'), context);
  if (!isSound(at) || onExceeded === undefined) return undefined;
  const { key, limit_usd, limit_tokens, limit_requests, per, unknown_cost } = at.value;
  const { timezone = 'UTC', warn_at: warnAt = 80, on_store_failure: onStoreFailure = 'reject' } = at.value;
  return {
    ...{ name, per, timezone, warnAt, onExceeded, onStoreFailure, forShadows, place: keyPlace(at) },
    ...(key !== undefined && { key }),
    ...(limit_usd !== undefined && { limitUsd: limit_usd }),
    ...(limit_tokens !== undefined && { limitTokens: limit_tokens }),
    ...(limit_requests !== undefined && { limitRequests: limit_requests }),
    ...(unknown_cost !== undefined && { unknownCost: unknown_cost }),
  };
}

function checkLimits(name: string, at: Located<BudgetDocument>, report: Report): void {
  if (!isSound(at) || ['limit_usd', 'limit_tokens', 'limit_requests'].some((key) => Object.hasOwn(at.value, key)))
    return;
  report('missing-key', `the budget ${quote(name, at.pointer)} has no limit`, keyPlace(at), {
    help: 'add limit_usd, limit_tokens or limit_requests',
  });
}

function linkOnExceeded(
  at: Located<OnExceededDocument> | undefined,
  { tiers, models }: Pick<LinkContext, 'tiers' | 'models'>,
): OnExceeded | undefined {
  if (at === undefined) return { kind: 'reject' };
  if (!isSound(at)) return undefined;
  const { value } = at;
  if (typeof value === 'string') return { kind: 'reject' };
  if ('max_tokens' in value) return { kind: 'max_tokens', maxTokens: value.max_tokens };
  const name = soundChild(at as Located<{ readonly tier: string }>, 'tier');
  if (name === undefined) return undefined;
  const help = models.has(name.value) ? `\`${name.value}\` is a model slot; name a tier that has it` : undefined;
  const tier = tiers.find(name, help);
  return tier === undefined ? undefined : { kind: 'tier', tier };
}

/** A budget in USD can only hold when it is known what its models cost. */
export function checkPrices(
  {
    budgets,
    rules,
    default: otherwise,
    tiers,
    catalogues,
  }: Pick<Policy, 'budgets' | 'rules' | 'default' | 'tiers' | 'catalogues'>,
  report: Report,
): void {
  const strict = [...budgets.values()].find(
    ({ limitUsd, unknownCost, forShadows }) => limitUsd !== undefined && unknownCost === undefined && !forShadows,
  );
  if (strict === undefined) return;
  const outcomes: readonly Outcome[] = [...rules.map(({ outcome }) => outcome), otherwise];
  const chains = [
    ...outcomes.map((outcome) => (outcome.kind === 'route' ? outcome.chain : [])),
    ...[...tiers.values()].map(({ chain }) => chain),
  ];
  const unpriced = new Map<string, ModelSlot>();
  for (const slot of chains.flat()) if (slot.price === undefined) unpriced.set(slot.name, slot);
  for (const slot of unpriced.values()) {
    const { name, id, place } = slot;
    const unlisted = unlistedId(slot, catalogues);
    const misspelt = unlisted && `its id is ${quote(id, place.pointer)}, ${unlisted.problem}: ${unlisted.help}`;
    report(
      'price-missing',
      `the price of model slot ${quote(name, place.pointer)} is unknown, and the budget ${quote(strict.name, strict.place.pointer)} counts USD`,
      place,
      {
        help: misspelt ?? 'add its price, or unknown_cost: reject or allow to the budget',
        related: [{ message: 'the budget is here', place: strict.place }],
      },
    );
  }
}

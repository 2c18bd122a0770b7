import { checkPath } from './check-path.js';
import type { FactDeclaration } from './fact-declaration.js';
import { domainOf } from './fact-domain.js';
import { linkDuration } from './link-duration.js';
import type { Names } from './names.js';
import type {
  BucketFact,
  PolicyDocument,
  RolloutGuards as RolloutGuardsDocument,
  Rule,
  RuleRollout,
} from './policy-document.generated.js';
import { child, isSound, items, keyPlace, type Located, soundChild, valuePlaces } from './policy-file.js';
import type { Report } from './report.js';
import type { RolloutGuards } from './rollout-guards.js';
import { jsonType } from './schema-branches.js';

/** The arms of what is rolled out. */
export const rolledOut = 'new';
export const notRolledOut = 'old';

/** Name of the fact that tells whether a rule is rolled out to a key. No declared fact can have it: it has a dot. */
export function rolloutFactName(rule: string): string {
  return `rollout.${rule}`;
}

/** Declares a bucket fact for each rule with a `rollout:`, which the rule's condition then asks for. */
export function linkRuleRollouts(root: Located<PolicyDocument>, facts: Names<FactDeclaration>, report: Report): void {
  const rules = child(root, 'rules');
  for (const at of rules === undefined || !Array.isArray(rules.value) ? [] : items<Rule>(rules)) {
    if (jsonType(at.value) !== 'object') continue;
    const rollout = child(at as Located<{ readonly rollout?: RuleRollout }>, 'rollout');
    if (rollout === undefined || typeof at.value.id !== 'string') continue;
    const name = rolloutFactName(at.value.id);
    facts.set(name, isSound(rollout) ? linkRuleRollout(name, at.value.id, rollout, report) : undefined);
  }
}

function linkRuleRollout(
  name: string,
  rule: string,
  at: Located<RuleRollout>,
  report: Report,
): FactDeclaration | undefined {
  const guards = linkRolloutGuards(soundChild(at, 'guards'), report);
  if (!checkPath(child(at, 'key'), report)) return undefined;
  const { percent, key, seed = rule } = at.value;
  const declaration = rolloutBucket({ percent, key, seed });
  const places = valuePlaces(at);
  return {
    name,
    declaration,
    domain: domainOf(declaration),
    place: keyPlace(at),
    valuePlaces: new Map([...places, ['arms', places.get('percent') ?? keyPlace(at)]]),
    rollout: { rule, percent, ...(guards !== undefined && { guards }) },
  };
}

/** The new arm comes first, so that raising the percent moves nobody out of it. */
export function rolloutBucket({ percent, key, seed }: { percent: number; key: string; seed: string }): BucketFact {
  const rest = Number((100 - percent).toPrecision(12));
  return {
    from: 'bucket',
    key,
    seed,
    arms: [
      { name: rolledOut, percent },
      { name: notRolledOut, percent: rest },
    ],
  };
}

const defaultWindowMs = 10 * 60_000;
const defaultMinRequests = 50;

export function linkRolloutGuards(
  at: Located<RolloutGuardsDocument> | undefined,
  report: Report,
): RolloutGuards | undefined {
  if (at === undefined || !isSound(at)) return undefined;
  const { failure_rate_above, cost_per_request_above, score_below, p95_ms_above, min_requests } = at.value;
  const bounds = [failure_rate_above, cost_per_request_above, score_below, p95_ms_above];
  if (bounds.every((bound) => bound === undefined)) {
    report('missing-key', '`guards` guards nothing', keyPlace(at), {
      help: 'add failure_rate_above, cost_per_request_above, score_below or p95_ms_above',
    });
  }
  const windowMs = linkDuration(soundChild(at, 'window'), report) ?? defaultWindowMs;
  return {
    windowMs,
    minRequests: min_requests ?? defaultMinRequests,
    ...(failure_rate_above !== undefined && { failureRateAbove: failure_rate_above }),
    ...(cost_per_request_above !== undefined && { costPerRequestAbove: cost_per_request_above }),
    ...(score_below !== undefined && { scoreBelow: score_below }),
    ...(p95_ms_above !== undefined && { p95MsAbove: p95_ms_above }),
  };
}

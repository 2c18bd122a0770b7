import type { Names } from './names.js';
import type { Escalate, Tier as TierDocument } from './policy-document.generated.js';
import { type Located, soundChild, valuePlace } from './policy-file.js';
import type { Report } from './report.js';
import type { Tier } from './tier.js';

/** A request escalates at most so many times in a row. */
const mostEscalations = 3;

/** Reports every loop of tiers that escalate to each other, and every path that is too long, once. */
export function checkTierEscalations(
  units: ReadonlyMap<string, Located<TierDocument>>,
  tiers: Names<Tier>,
  report: Report,
): void {
  const seen = new Set<string>();
  for (const [name, at] of units) {
    const path = escalationPath(name, tiers);
    const last = path.at(-1) ?? name;
    const loops = path.indexOf(last) < path.length - 1;
    if (loops && last === name && !seen.has(name)) reportLoop(targetOf(at), path, report);
    if (!loops && path.length === mostEscalations + 2) reportLength(targetOf(at), path, report);
    if (loops) for (const member of path) seen.add(member);
  }
}

/** The same for an outcome that states its own `escalate`. */
export function checkOutcomeEscalation(
  at: Located<{ readonly escalate?: Escalate }>,
  tier: Tier | undefined,
  tiers: Names<Tier>,
  report: Report,
): void {
  const target = targetOf(at);
  if (target === undefined) return;
  const onwards = escalationPath(target.value, tiers);
  // A loop among the tiers themselves is reported there.
  if (new Set(onwards).size < onwards.length) return;
  const path = [...(tier === undefined ? [] : [tier.name]), ...onwards];
  if (tier !== undefined && onwards.includes(tier.name)) {
    reportLoop(target, path.slice(0, path.indexOf(tier.name, 1) + 1), report);
  } else if (onwards.length === mostEscalations + 1) reportLength(target, path, report);
}

/** The tier, the one that it escalates to, and so on; a loop ends with the name that stands in it already. */
function escalationPath(name: string, tiers: Names<Tier>): readonly string[] {
  const path = [name];
  for (let next = tiers.get(name)?.escalate?.to; next !== undefined; next = tiers.get(next)?.escalate?.to) {
    const loops = path.includes(next);
    path.push(next);
    if (loops) break;
  }
  return path;
}

function targetOf(at: Located<{ readonly escalate?: Escalate }>): Located<string> | undefined {
  const escalate = soundChild(at, 'escalate');
  return escalate && soundChild(escalate, 'to');
}

function reportLoop(at: Located<string> | undefined, path: readonly string[], report: Report): void {
  if (at === undefined) return;
  report('escalation-loop', `these tiers escalate to each other: ${path.join(' → ')}`, valuePlace(at), {
    help: 'let the last of them give its answer: remove its escalate',
  });
}

function reportLength(at: Located<string> | undefined, path: readonly string[], report: Report): void {
  if (at === undefined) return;
  const message = `a request would escalate more than ${mostEscalations} times in a row: ${path.join(' → ')}`;
  report('escalation-loop', message, valuePlace(at), { help: 'remove the escalate of one of them' });
}

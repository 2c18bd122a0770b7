import { itemsWithIds } from './check-ids.js';
import { checkPath } from './check-path.js';
import { conjunction } from './link-conditions.js';
import type { LinkContext } from './link-context.js';
import { linkDuration } from './link-duration.js';
import { linkGuards } from './link-guards.js';
import { linkOutcome } from './link-outcome.js';
import type { PolicyDocument, Sample, Shadow as ShadowDocument } from './policy-document.generated.js';
import { child, isSound, items, keyPlace, type Located, soundChild, valuePlace } from './policy-file.js';
import type { Report } from './report.js';
import type { Shadow } from './shadow.js';

const defaultConcurrency = 4;
const defaultJudgeTimeoutMs = 30_000;

/** The shadows in the file's order. Those with findings are left out. */
export function linkShadows(root: Located<PolicyDocument>, context: LinkContext): Shadow[] {
  const shadows = child(root, 'shadows');
  if (shadows === undefined) return [];
  return itemsWithIds<ShadowDocument>('shadow', shadows, context.report).flatMap((at) => linkShadow(at, context));
}

/** The names of budgets that shadows name. */
export function shadowBudgets(root: Located<PolicyDocument>): readonly Located<string>[] {
  const shadows = soundChild(root, 'shadows');
  return shadows === undefined ? [] : items<ShadowDocument>(shadows).flatMap((at) => soundChild(at, 'budget') ?? []);
}

function linkShadow(at: Located<ShadowDocument>, context: LinkContext): Shadow[] {
  const { when, unless } = linkGuards(at, context);
  const guards = [...when, ...unless];
  const condition = guards.length === 0 ? undefined : conjunction(guards, valuePlace(at));
  const target = child(at, 'target');
  const outcome = target === undefined ? undefined : linkOutcome(target, context);
  const sample = linkSample(child(at, 'sample'), context.report);
  const judge = linkJudge(at, context.report);
  if (outcome?.kind !== 'route' || !isSound(at) || (guards.length > 0 && condition === undefined)) return [];
  const { id, description, budget, concurrency = defaultConcurrency } = at.value;
  return [
    {
      ...{ id, sample, outcome, concurrency, place: valuePlace(at) },
      ...(description !== undefined && { description }),
      ...(condition !== undefined && { condition }),
      ...(budget !== undefined && { budget }),
      ...(judge !== undefined && { judge }),
    },
  ];
}

/** `sample: 10` is short for `sample: { percent: 10 }`. */
function linkSample(at: Located<Sample> | undefined, report: Report): Shadow['sample'] {
  if (at === undefined || !isSound(at)) return { percent: 100 };
  if (typeof at.value === 'number') return { percent: at.value };
  checkPath(soundChild(at as Located<{ readonly key?: string }>, 'key'), report);
  return at.value;
}

function linkJudge(at: Located<ShadowDocument>, report: Report): Shadow['judge'] {
  const timeout = soundChild(at, 'judge_timeout');
  const timeoutMs = timeout === undefined ? defaultJudgeTimeoutMs : linkDuration(timeout, report);
  const name = soundChild(at, 'judge')?.value;
  if (timeout !== undefined && child(at, 'judge') === undefined) {
    report('invalid-value', '`judge_timeout` has no effect without a judge', keyPlace(timeout), { help: 'remove it' });
  }
  return name === undefined || timeoutMs === undefined ? undefined : { name, timeoutMs };
}

import type { LinkContext } from './link-context.js';
import { linkDuration } from './link-duration.js';
import type { Escalate } from './policy-document.generated.js';
import { child, items, keyPlace, type Located, soundChild, valuePlace } from './policy-file.js';
import type { Report } from './report.js';
import type { Escalation } from './route-settings.js';

const defaultCheckTimeoutMs = 5_000;

/** Where an answer that is wanting is asked for again; the tier stays a name, since it may stand further below. */
export function linkEscalate(
  at: Located<Escalate> | undefined,
  { tiers, models, report }: Pick<LinkContext, 'tiers' | 'models' | 'report'>,
): Escalation | undefined {
  if (at === undefined) return undefined;
  const to = soundChild(at, 'to');
  const isModel = to !== undefined && models.has(to.value);
  if (to !== undefined)
    tiers.find(to, isModel ? `\`${to.value}\` is a model slot; name a tier that has it` : undefined);
  const check = linkCheck(at, report);
  const when = soundChild(at, 'when')?.value;
  if (to === undefined || when === undefined) return undefined;
  return { when, to: to.value, ...(check !== undefined && { check }) };
}

/** `failed_check` and `check` need each other, and `check_timeout` needs both. */
function linkCheck(at: Located<Escalate>, report: Report): Escalation['check'] {
  const check = child(at, 'check');
  const timeout = child(at, 'check_timeout');
  const when = soundChild(at, 'when');
  const asked = when && items(when).find(({ value }) => value === 'failed_check');
  if (asked !== undefined && check === undefined) {
    report('missing-key', '`failed_check` needs a `check`', valuePlace(asked), {
      help: 'add check: NAME, the function that the service registers under that name',
    });
  } else if (when !== undefined && asked === undefined && check !== undefined) {
    report('invalid-value', '`check` has no effect: `when` does not ask for it', keyPlace(check), {
      help: 'add failed_check to when, or remove the check',
    });
  } else if (timeout !== undefined && check === undefined) {
    report('invalid-value', '`check_timeout` has no effect without a check', keyPlace(timeout), { help: 'remove it' });
  }
  const timeoutMs =
    timeout === undefined ? defaultCheckTimeoutMs : linkDuration(soundChild(at, 'check_timeout'), report);
  const name = soundChild(at, 'check')?.value;
  return name === undefined || timeoutMs === undefined ? undefined : { name, timeoutMs };
}

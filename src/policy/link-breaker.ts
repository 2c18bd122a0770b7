import { type BreakerSettings, defaultBreakerSettings } from './breaker-settings.js';
import { linkDuration } from './link-duration.js';
import type { Breaker, BreakerSwitch } from './policy-document.generated.js';
import { type Located, soundChild, valuePlace } from './policy-file.js';
import type { Report } from './report.js';

type Stated = Partial<BreakerSettings>;

/** What a `breaker:` says, laid over what holds around it; undefined when neither says anything. */
export function linkBreaker(
  at: Located<BreakerSwitch> | undefined,
  around: BreakerSettings | 'off' | undefined,
  report: Report,
): BreakerSettings | 'off' | undefined {
  if (at === undefined) return around;
  if (typeof at.value === 'string') return 'off';
  const base = around === undefined || around === 'off' ? defaultBreakerSettings : around;
  const stated = linkStated(at as Located<Breaker>, report);
  return { ...base, ...stated, ...openTimes(base, stated) };
}

function linkStated(at: Located<Breaker>, report: Report): Stated {
  const { failures, requests } = at.value;
  const maxOpen = soundChild(at, 'max_open');
  const windowMs = linkDuration(soundChild(at, 'over'), report);
  const openMs = linkDuration(soundChild(at, 'open_for'), report);
  const maxOpenMs = linkDuration(maxOpen, report);
  if (maxOpen !== undefined && openMs !== undefined && maxOpenMs !== undefined && maxOpenMs < openMs) {
    report(
      'invalid-value',
      `the breaker opens for longer than its \`max_open\` of ${maxOpen.value}`,
      valuePlace(maxOpen),
      {
        help: 'raise max_open, or lower open_for',
      },
    );
  }
  return {
    ...(failures !== undefined && { failurePercent: failures }),
    ...(requests !== undefined && { minRequests: requests }),
    ...(windowMs !== undefined && { windowMs }),
    ...(openMs !== undefined && { openMs }),
    ...(maxOpenMs !== undefined && { maxOpenMs }),
  };
}

/** A bound that is stated moves the other where they would cross. */
function openTimes(
  base: BreakerSettings,
  { openMs, maxOpenMs }: Stated,
): Pick<BreakerSettings, 'openMs' | 'maxOpenMs'> {
  return {
    openMs: openMs ?? Math.min(base.openMs, maxOpenMs ?? base.openMs),
    maxOpenMs: maxOpenMs ?? Math.max(base.maxOpenMs, openMs ?? base.maxOpenMs),
  };
}

import { defaultFallbackAlarmSettings, type FallbackAlarmSettings } from './fallback-alarm-settings.js';
import { linkDuration } from './link-duration.js';
import type { FallbackAlarm, FallbackAlarmSwitch } from './policy-document.generated.js';
import { type Located, soundChild } from './policy-file.js';
import type { Report } from './report.js';

/** What `fallback_alarm:` says, laid over the defaults. */
export function linkFallbackAlarm(
  at: Located<FallbackAlarmSwitch> | undefined,
  report: Report,
): FallbackAlarmSettings | 'off' {
  if (at === undefined) return defaultFallbackAlarmSettings;
  if (typeof at.value === 'string') return 'off';
  const { above, requests } = at.value;
  const windowMs = linkDuration(soundChild(at as Located<FallbackAlarm>, 'over'), report);
  return {
    ...defaultFallbackAlarmSettings,
    ...(above !== undefined && { abovePercent: above }),
    ...(windowMs !== undefined && { windowMs }),
    ...(requests !== undefined && { minRequests: requests }),
  };
}

import { longestDurationMs, parseDuration } from './duration.js';
import type { ModelSlot, RouteSettings } from './policy.js';
import type { Params, ProviderPreferences, Variant } from './policy-document.generated.js';
import { child, keyPlace, type Located, soundChild, valuePlace } from './policy-file.js';
import { quote } from './quote.js';
import type { Report } from './report.js';

/** The keys that tiers and outcomes share. */
export interface SettingsDocument {
  readonly params?: Params;
  readonly provider?: ProviderPreferences;
  readonly variant?: Variant;
  readonly timeout?: string;
  readonly deadline?: string;
}

/** Settings as written; absent ones are absent, so that they can be laid over a tier's. */
export function linkSettings(at: Located<SettingsDocument>, report: Report): RouteSettings {
  const params = soundChild(at, 'params')?.value;
  const provider = soundChild(at, 'provider')?.value;
  const variant = soundChild(at, 'variant')?.value;
  const timeoutMs = linkDuration(soundChild(at, 'timeout'), report);
  const deadlineMs = linkDuration(soundChild(at, 'deadline'), report);
  return {
    ...(params !== undefined && { params }),
    ...(provider !== undefined && { provider }),
    ...(variant !== undefined && { variant }),
    ...(timeoutMs !== undefined && { timeoutMs }),
    ...(deadlineMs !== undefined && { deadlineMs }),
  };
}

/** Milliseconds; reported when no timer can keep it. */
export function linkDuration(at: Located<string> | undefined, report: Report): number | undefined {
  if (at === undefined) return undefined;
  const duration = parseDuration(at.value);
  if (duration !== undefined && duration >= 1 && duration <= longestDurationMs) return duration;
  report('invalid-value', `the duration ${quote(at.value, at.pointer)} is out of range`, valuePlace(at), {
    help: 'durations are from 1ms to 24d',
  });
  return undefined;
}

/** `provider` and `variant` mean something to OpenRouter only. */
export function checkOpenRouterSettings(
  at: Located<SettingsDocument>,
  chain: readonly ModelSlot[],
  report: Report,
): void {
  if (chain.some((slot) => slot.endpoint.kind === 'openrouter')) return;
  for (const key of ['provider', 'variant'] as const) {
    const setting = child(at, key);
    if (setting === undefined) continue;
    report(
      'invalid-value',
      `\`${key}\` has no effect: no model of this chain is at an openrouter endpoint`,
      keyPlace(setting),
      {
        help: `remove it, or choose a model at an endpoint of \`kind: openrouter\``,
      },
    );
  }
}

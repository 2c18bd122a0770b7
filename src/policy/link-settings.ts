import { linkBalance } from './link-balance.js';
import { linkDuration } from './link-duration.js';
import { linkEscalate, type TierNames } from './link-escalate.js';
import { linkFallbackOn, linkRetry } from './link-recovery.js';
import { linkTimeout } from './link-timeout.js';
import type { ModelSlot, RouteSettings } from './policy.js';
import type { TierOutcome } from './policy-document.generated.js';
import { child, keyPlace, type Located, soundChild } from './policy-file.js';
import type { Report } from './report.js';

/** The keys that tiers and outcomes share. */
export type SettingsDocument = Pick<
  TierOutcome,
  'params' | 'provider' | 'variant' | 'timeout' | 'deadline' | 'retry' | 'fallback' | 'stream' | 'balance' | 'escalate'
>;

/** Settings as written; absent ones are absent, so that they can be laid over a tier's. */
export function linkSettings(at: Located<SettingsDocument>, context: TierNames): RouteSettings {
  const { report } = context;
  const params = soundChild(at, 'params')?.value;
  const provider = soundChild(at, 'provider')?.value;
  const variant = soundChild(at, 'variant')?.value;
  const timeout = linkTimeout(soundChild(at, 'timeout'), report);
  const deadlineMs = linkDuration(soundChild(at, 'deadline'), report);
  const retry = linkRetry(soundChild(at, 'retry'), report);
  const fallback = linkFallbackOn(soundChild(at, 'fallback'), report);
  const onInterrupt = soundChild(at, 'stream')?.value.on_interrupt;
  const balance = linkBalance(soundChild(at, 'balance'), report);
  const escalate = linkEscalate(soundChild(at, 'escalate'), context);
  return {
    ...(params !== undefined && { params }),
    ...(provider !== undefined && { provider }),
    ...(variant !== undefined && { variant }),
    ...(timeout !== undefined && { timeout }),
    ...(deadlineMs !== undefined && { deadlineMs }),
    ...(retry !== undefined && { retry }),
    ...(fallback !== undefined && { fallback }),
    ...(onInterrupt !== undefined && { onInterrupt }),
    ...(balance !== undefined && { balance }),
    ...(escalate !== undefined && { escalate }),
  };
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

import { checkExtraBody } from './check-extra-body.js';
import { linkBalance } from './link-balance.js';
import type { LinkContext } from './link-context.js';
import { linkDuration } from './link-duration.js';
import { linkEscalate } from './link-escalate.js';
import { linkFallbackOn, linkRetry } from './link-recovery.js';
import { linkTimeout } from './link-timeout.js';
import type { TierOutcome } from './policy-document.generated.js';
import { child, type Located, soundChild } from './policy-file.js';
import type { RouteSettings } from './route-settings.js';

/** The keys that tiers and outcomes share. */
export type SettingsDocument = Omit<TierOutcome, 'tier' | 'fallbacks' | 'max_tokens'>;

/** What settings need of the rest of a policy. `paramsMode`: the one that holds where none is written. */
export type SettingsContext = Pick<LinkContext, 'tiers' | 'models' | 'report' | 'paramsMode'>;

/** Settings as written; absent ones are absent, so that they can be laid over a tier's. */
export function linkSettings(at: Located<SettingsDocument>, context: SettingsContext): RouteSettings {
  const { report } = context;
  const params = soundChild(at, 'params')?.value;
  checkExtraBody(child(at, 'params'), report);
  const provider = soundChild(at, 'provider')?.value;
  const variant = soundChild(at, 'variant')?.value;
  const timeout = linkTimeout(soundChild(at, 'timeout'), report);
  const deadlineMs = linkDuration(soundChild(at, 'deadline'), report);
  const retry = linkRetry(soundChild(at, 'retry'), report);
  const fallback = linkFallbackOn(soundChild(at, 'fallback'), report);
  const onInterrupt = soundChild(at, 'stream')?.value.on_interrupt;
  const balance = linkBalance(soundChild(at, 'balance'), report);
  const escalate = linkEscalate(soundChild(at, 'escalate'), context);
  const nativeFallback = soundChild(at, 'native_fallback')?.value;
  const paramsMode = soundChild(at, 'params_mode')?.value ?? context.paramsMode;
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
    ...(paramsMode !== undefined && { paramsMode }),
    ...(nativeFallback !== undefined && { nativeFallback }),
  };
}

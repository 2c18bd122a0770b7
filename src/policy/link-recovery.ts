import { linkDuration } from './link-duration.js';
import type { FailureClass, FallbackOn, Retry } from './policy-document.generated.js';
import { items, type Located, soundChild, valuePlace } from './policy-file.js';
import type { Report } from './report.js';
import type { FallbackSettings, RetrySettings } from './route-settings.js';

const callerIsGone = 'nobody waits for the answer any more';

/** Why a class of failure is never met with another attempt at the same model. */
const neverRetried: Partial<Record<FailureClass, string>> = {
  cancelled: callerIsGone,
  quota: 'the same account has no credit the next time either',
  credential: 'the same key is refused again',
  region: 'the same place is refused again',
  model_gone: 'the model does not come back',
  context_exceeded: 'the same request does not fit the next time either',
  caller_fault: 'the same request is refused again',
};

const neverFallenBackFrom: Partial<Record<FailureClass, string>> = { cancelled: callerIsGone };

/** What a policy says of retries; what it does not say is absent. */
export function linkRetry(at: Located<Retry> | undefined, report: Report): RetrySettings | undefined {
  if (at === undefined) return undefined;
  const attempts = soundChild(at, 'attempts')?.value;
  const on = linkClasses(soundChild(at, 'on'), neverRetried, 'retried', report);
  const backoff = linkBackoff(soundChild(at, 'backoff'), report);
  const maxRetryAfterMs = linkDuration(soundChild(at, 'max_retry_after'), report);
  return {
    ...(attempts !== undefined && { attempts }),
    ...(on !== undefined && { on }),
    ...(backoff !== undefined && { backoff }),
    ...(maxRetryAfterMs !== undefined && { maxRetryAfterMs }),
  };
}

export function linkFallbackOn(at: Located<FallbackOn> | undefined, report: Report): FallbackSettings | undefined {
  const on = linkClasses(at && soundChild(at, 'on'), neverFallenBackFrom, 'tried at another model', report);
  return on === undefined ? undefined : { on };
}

function linkClasses(
  at: Located<readonly FailureClass[]> | undefined,
  never: Partial<Record<FailureClass, string>>,
  what: string,
  report: Report,
): readonly FailureClass[] | undefined {
  if (at === undefined) return undefined;
  for (const item of items(at)) {
    const reason = never[item.value];
    if (reason === undefined) continue;
    report('invalid-value', `\`${item.value}\` is never ${what}: ${reason}`, valuePlace(item), { help: 'remove it' });
  }
  return at.value;
}

function linkBackoff(
  at: Located<NonNullable<Retry['backoff']>> | undefined,
  report: Report,
): RetrySettings['backoff'] | undefined {
  if (at === undefined) return undefined;
  const max = soundChild(at, 'max');
  const fromMs = linkDuration(soundChild(at, 'from'), report);
  const maxMs = linkDuration(max, report);
  if (max !== undefined && fromMs !== undefined && maxMs !== undefined && maxMs < fromMs) {
    report('invalid-value', `the backoff starts above its \`max\` of ${max.value}`, valuePlace(max), {
      help: 'raise max, or lower from',
    });
  }
  return { ...(fromMs !== undefined && { fromMs }), ...(maxMs !== undefined && { maxMs }) };
}

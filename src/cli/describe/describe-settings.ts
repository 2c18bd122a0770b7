import { formatValue } from '../../diagnostics/format-value.js';
import type { AttemptTimeout, RetrySettings, RouteSettings } from '../../policy/route-settings.js';

/** The settings of a tier or an outcome that are not defaults, each in a few words. */
export function describeSettings(settings: RouteSettings): string[] {
  const { params, provider, variant, timeout, deadlineMs, retry, fallback } = settings;
  const { onInterrupt, balance, escalate, paramsMode, nativeFallback } = settings;
  return [
    variant && `OpenRouter variant ${variant}`,
    provider && `OpenRouter provider ${pairs(provider)}`,
    params && `parameters ${pairs(params)}`,
    paramsMode && `parameters mode ${paramsMode}`,
    timeout && describeTimeout(timeout),
    deadlineMs !== undefined && `deadline ${duration(deadlineMs)}`,
    retry && describeRetry(retry),
    fallback && `next model on ${fallback.on.join(', ')}`,
    nativeFallback === true && 'OpenRouter falls back by itself',
    onInterrupt && onInterrupt !== 'fail' && `interrupted streams ${onInterrupt}`,
    balance && `balanced by ${balances[balance.by]}${balance.key === undefined ? '' : `, sticky by ${balance.key}`}`,
    escalate && `${escalate.when.join(', ')}: again at tier ${escalate.to}`,
  ].filter((words) => typeof words === 'string');
}

const balances = { weight: 'weight', measured: 'measured latency and failures' } as const;

function describeTimeout({ firstTokenMs, idleMs, totalMs }: AttemptTimeout): string {
  const parts = [
    firstTokenMs !== undefined && `${duration(firstTokenMs)} to the first token`,
    idleMs !== undefined && `${duration(idleMs)} between chunks`,
    totalMs !== undefined && `${duration(totalMs)} in all`,
  ].filter((part) => part !== false);
  return `timeout ${parts.join(', ')}`;
}

function describeRetry({ attempts, on, backoff, maxRetryAfterMs }: RetrySettings): string {
  const parts = [
    attempts !== undefined && `${attempts} ${attempts === 1 ? 'attempt' : 'attempts'} a model`,
    on && `on ${on.join(', ')}`,
    backoff?.fromMs !== undefined && `from ${duration(backoff.fromMs)}`,
    backoff?.maxMs !== undefined && `up to ${duration(backoff.maxMs)} apart`,
    maxRetryAfterMs !== undefined && `Retry-After up to ${duration(maxRetryAfterMs)}`,
  ].filter((part) => typeof part === 'string');
  return `retry: ${parts.join(', ')}`;
}

function pairs(values: object): string {
  return Object.entries(values)
    .map(([key, value]) => `${key} ${formatValue(value)}`)
    .join(', ');
}

/** `60 s`, `1.5 s`, `250 ms`. */
function duration(milliseconds: number): string {
  return milliseconds < 1000 ? `${milliseconds} ms` : `${milliseconds / 1000} s`;
}

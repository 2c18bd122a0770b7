import type { RoutingReport } from './routing-report.js';

/** Gives a completion or an error its `routing`. Not enumerable, so that JSON and logs show what they showed before. */
export function withRouting<T>(value: T, routing: RoutingReport): T {
  if (typeof value === 'object' && value !== null && Object.isExtensible(value)) {
    Object.defineProperty(value, 'routing', { value: routing, enumerable: false, configurable: true, writable: true });
  }
  return value;
}

/** The report that an error of the router carries; undefined for an error from elsewhere. */
export function routingOf(error: unknown): RoutingReport | undefined {
  if (typeof error !== 'object' || error === null || !('routing' in error)) return undefined;
  const { routing } = error;
  return typeof routing === 'object' && routing !== null && 'attempts' in routing
    ? (routing as RoutingReport)
    : undefined;
}

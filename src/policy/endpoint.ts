import type { Place } from '../diagnostics/place.js';
import type { BreakerSettings } from './breaker-settings.js';
import type { EnvReference } from './policy-document.generated.js';

/** A server that speaks the protocol of chat completions, and how it is reached. */
export interface Endpoint {
  readonly name: string;
  readonly kind: 'openai' | 'openrouter';
  /** Resolved when a router is created. */
  readonly baseUrl: string | EnvReference;
  readonly apiKey?: EnvReference;
  readonly headers: Readonly<Record<string, string | EnvReference>>;
  /** What this server promises; undefined when the policy does not say. */
  readonly zdr?: boolean;
  readonly dataCollection?: 'allow' | 'deny';
  /** The policy's with the endpoint's own laid over it; undefined when neither says anything. */
  readonly breaker?: BreakerSettings | 'off';
  readonly place: Place;
}

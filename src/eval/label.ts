import type { RoutingRequest } from '../request/routing-request.js';

/** A request, and how good each model's answer to it was. */
export interface Label {
  /** Of its line in the file, counted from 1. */
  readonly line: number;
  readonly request: RoutingRequest;
  /** By model slot: any scale on which more is better. */
  readonly quality: ReadonlyMap<string, number>;
  /** By model slot, in USD; what is not known is absent. */
  readonly costUsd: ReadonlyMap<string, number>;
  /** From 0 to 1, above 0: belongs to the request, so that equal requests stand on the same side of a split. */
  readonly position: number;
}

import type { Route } from './route.js';

/** A route that outcomes choose by its name. */
export interface Tier extends Route {
  readonly name: string;
  readonly description?: string;
}

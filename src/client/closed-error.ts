import { RouterError } from '../errors.js';

/** For a request that comes after `close`, and for what `close` with `abort` ends. */
export function closedError(): RouterError {
  return new RouterError('ROUTER_CLOSED', 'the router was closed');
}

import type { LiveEvent } from './live-event.js';

/** Lets several guards of one store tell of an outage once: from the first that fails until the last is well again. */
export function createOutages(emit: (event: LiveEvent) => void): (event: LiveEvent) => void {
  let failing = 0;
  return (event) => {
    if (event.type === 'store-failed') {
      failing += 1;
      if (failing === 1) emit(event);
    } else if (event.type === 'store-recovered') {
      failing -= 1;
      if (failing === 0) emit(event);
    }
  };
}

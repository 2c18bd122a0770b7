import { andThen } from '../../facts/and-then.js';
import type { StickyArms } from '../../facts/fact-world.js';
import type { StickyStore } from '../store.js';
import type { StoreGuard } from './store-guard.js';

/**
 * Arms that the store keeps. While it does not answer, reading throws or rejects: the fact is unknown then, so that an
 * outage moves nobody into another arm. What cannot be kept goes by the hash, which gives the same again.
 */
export function createStickyArms(store: StickyStore, guard: StoreGuard): StickyArms {
  return {
    read(keys) {
      const arms = guard.ask<Awaited<ReturnType<StickyStore['read']>> | undefined>(
        'sticky.read',
        () => store.read(keys),
        undefined,
      );
      return andThen(arms, (found) => {
        if (found === undefined) throw new Error('the store did not answer');
        return found;
      });
    },
    keep: (key, experiment, arm, gone) => guard.ask('sticky.keep', () => store.keep(key, experiment, arm, gone), arm),
  };
}

import { fnv1a32 } from '../facts/growthbook-hash.js';

/**
 * A number above 0 and at most 1 that belongs to a text. FNV leaves texts that end alike close to each other, so its
 * hash is mixed with the finaliser of MurmurHash3 (public domain, https://github.com/aappleby/smhasher).
 */
export function unitHash(text: string): number {
  let hash = fnv1a32(text);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  hash ^= hash >>> 16;
  return ((hash >>> 0) + 1) / 2 ** 32;
}

/**
 * FNV-1a, 32 bits, over UTF-16 code units as GrowthBook's SDKs compute it (for ASCII the standard function).
 * Source: https://docs.growthbook.io/lib/build-your-own ("hash"), checked against the SDK's published cases.
 */
export function fnv1a32(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return hash >>> 0;
}

/** GrowthBook's hash version 2, for arms: from 0 to 0.9999 in steps of 0.0001. */
export function bucketOf(seed: string, key: string): number {
  return (fnv1a32(String(fnv1a32(seed + key))) % 10000) / 10000;
}

/** Where a key stands in a namespace, by which GrowthBook uses hash version 1: from 0 to 0.999 in steps of 0.001. */
export function namespacePositionOf(namespace: string, key: string): number {
  return (fnv1a32(`${key}__${namespace}`) % 1000) / 1000;
}

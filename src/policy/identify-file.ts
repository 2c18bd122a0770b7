import type { Place } from '../diagnostics/place.js';
import type { ParsedYaml } from './parse-yaml.js';

/** What a YAML file in a policy folder is. */
export type FileIdentity =
  | { readonly kind: 'policy'; readonly name?: string; readonly place: Place }
  | { readonly kind: 'include' }
  /** Not readable as YAML; `name` is what its `policy:` line seems to say. */
  | { readonly kind: 'broken'; readonly name?: string };

/** Keys that only a policy's own file has: with one of them, a missing `policy:` is a mistake. */
const policyKeys = ['policy', 'language', 'rules', 'default', 'constraints', 'shadows', 'pinning'];

/** `parsed`: what the text was read as. */
export function identifyFile(text: string, { value, places }: ParsedYaml): FileIdentity {
  if (value === undefined) {
    const name = /^["']?policy["']?[ \t]*:[ \t]*["']?([A-Za-z][A-Za-z0-9_-]*)/m.exec(text)?.[1];
    return { kind: 'broken', ...(name !== undefined && { name }) };
  }
  if (typeof value !== 'object' || value === null) return { kind: 'include' };
  if (!policyKeys.some((key) => Object.hasOwn(value, key))) return { kind: 'include' };
  const name = (value as { readonly policy?: unknown }).policy;
  return { kind: 'policy', place: places.value('/policy'), ...(typeof name === 'string' && { name }) };
}

import { resolve } from 'node:path';
import { type LoadedPolicies, loadPolicy } from '../policy/load-policy.js';
import type { Policy } from '../policy/policy.js';
import { refusalOf } from '../policy/refusal-of.js';
import type { Generations } from './swap-generations.js';

/**
 * The policies that are served, from the same texts as when they were built, with their catalogues as these are now.
 * `instead`: what files are taken to hold, by absolute path.
 */
export async function loadServed(
  served: Generations<{ readonly policy: Policy }>,
  instead: ReadonlyMap<string, string> = new Map(),
): Promise<LoadedPolicies> {
  const policies = [...served.values()].map(({ file, compiled }) => {
    const texts = compiled.policy.files.map((read) => [resolve(read.file), read.text] as const);
    return loadPolicy(file, { instead: new Map([...texts, ...instead]) });
  });
  return { policies: await Promise.all(policies), diagnostics: [] };
}

/** Why a file must not hold this text: the first policy that would be refused, and what is wrong. */
export async function objectionTo(
  path: string,
  text: string,
  served: Generations<{ readonly policy: Policy }>,
): Promise<string | undefined> {
  const { policies } = await loadServed(served, new Map([[path, text]]));
  const refused = policies.find(({ policy }) => policy === undefined);
  return refused && refusalOf(refused);
}

/** Absolute paths of the catalogues of all served policies that a sync wrote. */
export function syncedCatalogues(served: Generations<{ readonly policy: Policy }>): readonly string[] {
  const policies = [...served.values()].flatMap(({ compiled: { policy } }) =>
    policy.rollout === undefined ? [policy] : [policy, policy.rollout.previous],
  );
  const synced = policies.flatMap(({ catalogues }) =>
    catalogues.filter(({ kind, source }) => kind === 'openrouter' && source !== undefined),
  );
  return [...new Set(synced.map(({ file }) => resolve(file)))];
}

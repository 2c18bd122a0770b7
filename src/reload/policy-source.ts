import { type LoadedPolicies, loadPolicies } from '../policy/load-policy.js';
import { parsePolicy } from '../policy/parse-policy.js';

/** Where policies come from: a policy file, a folder of policies, or policy text (which cannot include other files). */
export type PolicySource = string | { readonly text: string };

/** Reads policies from wherever they come. Never rejects: what cannot be read is a finding. */
export async function loadSource(source: PolicySource): Promise<LoadedPolicies> {
  if (typeof source === 'string') return loadPolicies(source);
  const file = 'policy';
  const loaded = { file, files: [{ file, text: source.text }], ...parsePolicy(source.text, { file }) };
  return { policies: [loaded], diagnostics: [] };
}

import { didYouMean } from '../diagnostics/did-you-mean.js';
import { RouterError } from '../errors.js';
import type { CompiledPolicy } from '../rules/compile-policy.js';

/** The policy of this name, or the only one. Throws RouterError REQUEST_INVALID that lists the names there are. */
export function selectPolicy(policies: readonly CompiledPolicy[], name: string | undefined): CompiledPolicy {
  const names = policies.map(({ policy }) => policy.name);
  if (name === undefined) {
    const [only] = policies;
    if (only !== undefined && policies.length === 1) return only;
    throw new RouterError(
      'REQUEST_INVALID',
      `name one of the policies ${names.join(', ')}: --name, or "policy" in a line`,
    );
  }
  const found = policies.find(({ policy }) => policy.name === name);
  if (found !== undefined) return found;
  const hint = didYouMean(name, names);
  const meant = hint === undefined ? '' : ` Did you mean "${hint}"?`;
  throw new RouterError('REQUEST_INVALID', `there is no policy "${name}"; there is ${names.join(', ')}.${meant}`);
}

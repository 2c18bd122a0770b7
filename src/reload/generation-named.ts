import { didYouMean } from '../diagnostics/did-you-mean.js';
import { RouterError } from '../errors.js';
import type { Generation } from './generation.js';
import type { Generations } from './swap-generations.js';

/** The generation of the policy of this name. Throws REQUEST_INVALID where there is none, or no name and several. */
export function generationNamed<C>(generations: Generations<C>, name: string | undefined): Generation<C> {
  const generation = generations.get(name ?? '');
  if (generation !== undefined) return generation;
  const names = [...generations.keys()];
  if (name === undefined) {
    throw new RouterError(
      'REQUEST_INVALID',
      `the request names no policy and there are several: give policy one of ${names.join(', ')}, or the router a defaultPolicy`,
    );
  }
  const hint = didYouMean(name, names);
  throw new RouterError(
    'REQUEST_INVALID',
    `there is no policy "${name}"${hint === undefined ? '' : `; did you mean "${hint}"?`} (there is ${names.join(', ')})`,
  );
}

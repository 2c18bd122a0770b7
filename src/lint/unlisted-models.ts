import type { Diagnostic } from '../diagnostics/diagnostic.js';
import { didYouMean } from '../diagnostics/did-you-mean.js';
import { deploymentsOf } from '../policy/deployments-of.js';
import type { ModelSlot, PolicyCatalogue } from '../policy/policy.js';
import type { Lint } from './lint.js';

/** A slot whose id no catalogue of its endpoint lists: misspelt, or gone from the provider. */
export const unlistedModels: Lint = ({ compiled: { policy } }) =>
  [...policy.models.values()].flatMap((slot) =>
    deploymentsOf(slot)
      .filter(({ listing }) => listing === undefined)
      .flatMap((deployment) => finding(deployment, policy.catalogues)),
  );

function finding(
  { name, id, endpoint, place }: ModelSlot,
  catalogues: readonly PolicyCatalogue[],
): readonly Diagnostic[] {
  const own = catalogues.filter(({ endpoints }) => endpoints.includes(endpoint));
  if (own.length === 0) return [];
  const files = own.map(({ file }) => file).join(' or ');
  return [
    {
      code: 'unlisted-model',
      severity: 'warning',
      message: `model slot "${name}" has the id "${id}", which ${files} does not list`,
      help: helpFor(id, own),
      place,
    },
  ];
}

function helpFor(id: string, catalogues: readonly PolicyCatalogue[]): string {
  const ids = catalogues.flatMap(({ models }) => [...models.keys()]);
  const base = id.replace(/:[^:/]+$/, '');
  if (base !== id && ids.includes(base)) {
    return `it lists "${base}" without the variant, which may hold and cost something else: state these here, or choose a listed id`;
  }
  const meant = didYouMean(id, ids);
  return meant === undefined
    ? 'check the id, run `policy models sync` if the model is new, or state what it holds and costs'
    : `did you mean "${meant}"?`;
}

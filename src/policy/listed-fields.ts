import type { CatalogueModel } from './catalogue-document.generated.js';
import type { ListedField, ModelSlot } from './model-slot.js';
import type { Deployment, Model } from './policy-document.generated.js';

/** What slots, deployments and catalogues alike say of a model, as a slot has it; what they do not say is absent. */
export function listedFields({
  context,
  max_output,
  price,
  abilities,
  supported_params: supportedParams,
}: Model | Deployment | CatalogueModel): Pick<ModelSlot, ListedField> {
  return {
    ...(context !== undefined && { context }),
    ...(max_output !== undefined && { maxOutput: max_output }),
    ...(price !== undefined && { price }),
    ...(abilities !== undefined && { abilities }),
    ...(supportedParams !== undefined && { supportedParams }),
  };
}

import type { Ability, Price, SupportedParam } from '../policy/policy-document.generated.js';

/** A model as a catalogue knows it. What is unknown is absent. */
export interface CatalogueModel {
  /** The id the endpoint knows the model by. */
  readonly id: string;
  /** Tokens of prompt and answer together. */
  readonly context?: number;
  /** The most completion tokens the model gives. */
  readonly max_output?: number;
  /** USD per million tokens. */
  readonly price?: Price;
  /** All abilities beyond text. */
  readonly abilities?: readonly Ability[];
  /** All parameters the model takes, of those that a policy can name. */
  readonly supported_params?: readonly SupportedParam[];
}

/** Models of one kind of endpoint, sorted by id; as it stands in a file. */
export interface Catalogue {
  readonly version: 1;
  readonly endpoint_kind: 'openrouter';
  readonly source: string;
  /** When the source last gave another answer; ISO 8601. */
  readonly changed_at: string;
  /** The source's name for this answer. */
  readonly etag?: string;
  readonly models: readonly CatalogueModel[];
}

/** Neither tokens, requests nor images cost anything. A model whose price is unknown is not free. */
export function isFree({ price }: CatalogueModel): boolean {
  if (price === undefined) return false;
  const { longer = [], ...rates } = price;
  return [rates, ...longer.map(({ above, ...own }) => own)].every((step) =>
    Object.values(step).every((rate) => rate === 0),
  );
}

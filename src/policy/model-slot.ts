import type { Place } from '../diagnostics/place.js';
import type { Endpoint } from './endpoint.js';
import type { Ability, Price, SupportedParam } from './policy-document.generated.js';

/** A model at an endpoint, under the name of its slot. In a chain each deployment of a slot stands by itself. */
export interface ModelSlot {
  /** The slot's name in the policy. */
  readonly name: string;
  /** The id the endpoint knows the model by. */
  readonly id: string;
  readonly endpoint: Endpoint;
  /** Tokens of prompt and answer together. */
  readonly context?: number;
  /** The most completion tokens the model gives. */
  readonly maxOutput?: number;
  /** USD per million tokens. */
  readonly price?: Price;
  readonly labels: readonly string[];
  /** All abilities beyond text; undefined when unknown. */
  readonly abilities?: readonly Ability[];
  /** All parameters the model takes; undefined when unknown. */
  readonly supportedParams?: readonly SupportedParam[];
  /** Where what the policy does not say of it comes from; undefined when no catalogue of its endpoint lists it. */
  readonly listing?: ModelListing;
  /** Its share among the slot's deployments, relative to theirs; undefined is 1, and 0 a fallback only. */
  readonly weight?: number;
  /** The other places where the slot's model runs, each complete by itself and of the same name. See deploymentsOf. */
  readonly otherDeployments?: readonly ModelSlot[];
  readonly place: Place;
}

/** What a slot has from a catalogue. */
export interface ModelListing {
  /** The catalogue, as places name it. */
  readonly file: string;
  /** The id that it lists; without the variant when it lists only that one. */
  readonly id: string;
  /** What the slot does not say itself, and the catalogue does. */
  readonly filled: readonly ListedField[];
}

export type ListedField = 'context' | 'maxOutput' | 'price' | 'abilities' | 'supportedParams';

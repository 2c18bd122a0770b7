import type { Endpoint } from '../../policy/endpoint.js';
import type { ModelSlot } from '../../policy/model-slot.js';

/**
 * What a model at an endpoint is known by, across requests, policies and their generations: its id as sent, the server
 * and the account, so that two policies that mean different servers by one name do not meet.
 */
export function targetKey({ slot, model }: { readonly slot: ModelSlot; readonly model: string }): string {
  let ofSlot = keys.get(slot);
  if (ofSlot === undefined) {
    ofSlot = new Map();
    keys.set(slot, ofSlot);
  }
  let key = ofSlot.get(model);
  if (key === undefined) {
    key = `${endpointKey(slot.endpoint)} ${model}`;
    ofSlot.set(model, key);
  }
  return key;
}

/** By slot and model as sent, of which a slot has one for each variant. */
const keys = new WeakMap<ModelSlot, Map<string, string>>();

function endpointKey({ name, baseUrl, apiKey }: Endpoint): string {
  const server = typeof baseUrl === 'string' ? baseUrl : `$${baseUrl.env}`;
  return `${name} ${server} ${apiKey === undefined ? '-' : `$${apiKey.env}`}`;
}

import type { PlannedTarget } from '../../plan/execution-plan.js';
import type { Endpoint } from '../../policy/policy.js';

/**
 * What a model at an endpoint is known by, across requests, policies and their generations: the server and the account,
 * so that two policies that mean different servers by one name do not meet.
 */
export function targetKey({ endpoint, model }: Pick<PlannedTarget, 'endpoint' | 'model'>): string {
  return `${endpointKey(endpoint)} ${model}`;
}

const keys = new WeakMap<Endpoint, string>();

function endpointKey(endpoint: Endpoint): string {
  const known = keys.get(endpoint);
  if (known !== undefined) return known;
  const { name, baseUrl, apiKey } = endpoint;
  const server = typeof baseUrl === 'string' ? baseUrl : `$${baseUrl.env}`;
  const key = `${name} ${server} ${apiKey === undefined ? '-' : `$${apiKey.env}`}`;
  keys.set(endpoint, key);
  return key;
}

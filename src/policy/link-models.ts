import { checkPrice } from './check-price.js';
import type { Endpoint } from './endpoint.js';
import { fillSlot } from './fill-slot.js';
import { linkBreaker } from './link-breaker.js';
import { linkDeployments, modelFields } from './link-deployments.js';
import type { ModelSlot } from './model-slot.js';
import { Names } from './names.js';
import type { PolicyCatalogue } from './policy-catalogue.js';
import type { Endpoint as EndpointDocument, Model as ModelDocument } from './policy-document.generated.js';
import { isSound, keyPlace, type Located, soundChild } from './policy-file.js';
import type { PolicyUnits } from './policy-units.js';
import type { Report } from './report.js';
import { jsonType } from './schema-branches.js';

const defaultBaseUrls = { openrouter: 'https://openrouter.ai/api/v1', openai: 'https://api.openai.com/v1' } as const;

export function linkEndpoints(units: PolicyUnits, report: Report): Names<Endpoint> {
  const endpoints = new Names<Endpoint>('endpoint', units.complete.has('endpoints'), report);
  const breaker = linkBreaker(soundChild(units.root, 'breaker'), undefined, report);
  for (const [name, at] of units.endpoints) {
    const own = linkBreaker(soundChild(at, 'breaker'), breaker, report);
    const endpoint = isSound(at) ? linkEndpoint(name, at) : undefined;
    endpoints.set(name, endpoint && own !== undefined ? { ...endpoint, breaker: own } : endpoint);
  }
  return endpoints;
}

function linkEndpoint(name: string, at: Located<EndpointDocument>): Endpoint {
  const { kind, base_url, api_key, headers, zdr, data_collection } = at.value;
  return {
    name,
    kind,
    baseUrl: base_url ?? defaultBaseUrls[kind],
    headers: headers ?? {},
    place: keyPlace(at),
    ...(api_key !== undefined && { apiKey: api_key }),
    ...(zdr !== undefined && { zdr }),
    ...(data_collection !== undefined && { dataCollection: data_collection }),
  };
}

/** Links every slot; what it does not say itself it has from the catalogues. */
export function linkModels(
  units: PolicyUnits,
  endpoints: Names<Endpoint>,
  catalogues: readonly PolicyCatalogue[],
  report: Report,
): Names<ModelSlot> {
  const models = new Names<ModelSlot>('model slot', units.complete.has('models'), report);
  for (const [name, at] of units.models) {
    const stated = linkModel(name, at, endpoints, report);
    models.set(name, stated && fillSlot(stated, catalogues));
  }
  return models;
}

function linkModel(
  name: string,
  at: Located<ModelDocument>,
  endpoints: Names<Endpoint>,
  report: Report,
): ModelSlot | undefined {
  if (name === 'auto') reportAuto(at, report);
  checkPrice(at, report);
  if (jsonType(at.value) !== 'object') return undefined;
  if (Object.hasOwn(at.value, 'deployments')) return linkDeployments(name, at, endpoints, report);
  const reference = soundChild(at, 'endpoint');
  const endpoint = reference === undefined ? undefined : endpoints.find(reference);
  const { id } = at.value;
  if (endpoint === undefined || id === undefined || !isSound(at)) return undefined;
  return { labels: [], ...modelFields(at.value), name, id, endpoint, place: keyPlace(at) };
}

/** A request whose model is `auto` asks for the rules, so nothing can have that name. */
export function reportAuto(at: Located<unknown>, report: Report): void {
  report('reserved-name', '`auto` is what a request says to have the rules read', keyPlace(at), {
    help: 'choose another name',
  });
}

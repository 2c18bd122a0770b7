import { checkPrice } from './check-price.js';
import type { Endpoint } from './endpoint.js';
import { listedFields } from './listed-fields.js';
import type { ListedField, ModelSlot } from './model-slot.js';
import type { Names } from './names.js';
import type { Deployment, Model } from './policy-document.generated.js';
import { isSound, items, keyPlace, type Located, soundChild, valuePlace } from './policy-file.js';
import type { Report } from './report.js';

/** Links the deployments of a slot, each complete by itself; undefined when one of them is broken. */
export function linkDeployments(
  name: string,
  at: Located<Model>,
  endpoints: Names<Endpoint>,
  report: Report,
): ModelSlot | undefined {
  const list = soundChild(at, 'deployments');
  const slotEndpoint = soundChild(at, 'endpoint');
  const shared = slotEndpoint && endpoints.find(slotEndpoint);
  if (list === undefined || !isSound(at)) return undefined;
  const linked = items<Deployment>(list).map((item) => {
    checkPrice(item, report);
    const own = soundChild(item, 'endpoint');
    const endpoint = own === undefined ? shared : endpoints.find(own);
    const id = item.value.id ?? at.value.id;
    if (own === undefined && slotEndpoint === undefined) reportMissing(item, 'endpoint', report);
    if (id === undefined) reportMissing(item, 'id', report);
    if (endpoint === undefined || id === undefined) return undefined;
    return {
      ...modelFields(at.value),
      ...modelFields(item.value),
      ...weightOf(item.value),
      name,
      id,
      endpoint,
      place: keyPlace(at),
    };
  });
  if (!linked.every((deployment) => deployment !== undefined)) return undefined;
  reportRepeats(items<Deployment>(list), linked, report);
  reportWeightless(list, linked, report);
  const [first, ...others] = linked.map((deployment) => ({ ...deployment, labels: deployment.labels ?? [] }));
  if (first === undefined) return undefined;
  return others.length === 0 ? first : { ...first, otherDeployments: others };
}

function weightOf({ weight }: Deployment): Pick<ModelSlot, 'weight'> {
  return weight === undefined ? {} : { weight };
}

/** What a slot and a deployment can both say of a model; what they do not say is absent. */
export function modelFields(
  model: Model | Deployment,
): Pick<ModelSlot, ListedField> & Partial<Pick<ModelSlot, 'labels'>> {
  const { labels } = model;
  return { ...listedFields(model), ...(labels !== undefined && { labels }) };
}

function reportMissing(at: Located<Deployment>, key: 'id' | 'endpoint', report: Report): void {
  report('missing-key', `this deployment needs \`${key}\``, valuePlace(at), {
    help: `add ${key} here, or to the slot for all its deployments`,
  });
}

function reportRepeats(
  all: readonly Located<Deployment>[],
  linked: readonly Pick<ModelSlot, 'id' | 'endpoint'>[],
  report: Report,
): void {
  const first = new Map<string, Located<Deployment>>();
  for (const [index, { id, endpoint }] of linked.entries()) {
    const target = JSON.stringify([endpoint.name, id]);
    const other = first.get(target);
    const at = all[index]!;
    if (other === undefined) first.set(target, at);
    else {
      report('duplicate-name', `${id} at ${endpoint.name} is deployed twice`, valuePlace(at), {
        help: 'remove one of the two, or give it another id or endpoint',
        related: [{ message: 'it stands here first', place: valuePlace(other) }],
      });
    }
  }
}

function reportWeightless(
  at: Located<readonly Deployment[]>,
  linked: readonly Pick<ModelSlot, 'weight'>[],
  report: Report,
): void {
  if (linked.some(({ weight = 1 }) => weight > 0)) return;
  report('invalid-value', 'every deployment has weight 0', valuePlace(at), {
    help: 'weight 0 is a fallback only: give one of them a weight',
  });
}

import type { CatalogueDocument } from './catalogue-document.generated.js';
import { catalogueSlots } from './catalogue-slots.js';
import { parseDuration } from './duration.js';
import type { Endpoint } from './endpoint.js';
import type { ModelSlot } from './model-slot.js';
import type { Names } from './names.js';
import type { PolicyCatalogue } from './policy-catalogue.js';
import type { CatalogueFile } from './policy-document.generated.js';
import { isSound, type Located, soundChild, valuePlace } from './policy-file.js';
import type { VersionedFile } from './policy-version.js';
import { quote } from './quote.js';
import type { NamedCatalogue } from './read-catalogues.js';
import type { Report } from './report.js';

export interface LinkedCatalogues {
  readonly list: readonly PolicyCatalogue[];
  /** Every model that they list, by id. */
  readonly slots: ReadonlyMap<string, ModelSlot>;
  /** Whether every catalogue could be read, so that what none of them says is unknown. */
  readonly complete: boolean;
}

/** Each catalogue with the endpoints whose models it knows. */
export function linkCatalogues(
  named: readonly NamedCatalogue[],
  endpoints: Names<Endpoint>,
  report: Report,
): LinkedCatalogues {
  const linked = named.map((each) => linkCatalogue(each, endpoints, report));
  const list = linked.filter((each) => each !== undefined);
  return { list, slots: catalogueSlots(list), complete: list.length === linked.length };
}

/** What decisions depend on. When a source was asked, and how it names its answer, changes nothing. */
export function catalogueVersions(named: readonly NamedCatalogue[]): readonly VersionedFile[] {
  return named.flatMap(({ path = '', catalogue }) => {
    if (catalogue?.document === undefined) return [];
    const { endpoint_kind, models } = catalogue.document;
    return [{ name: path, text: JSON.stringify([endpoint_kind, models]) }];
  });
}

function linkCatalogue(
  { at, catalogue }: NamedCatalogue,
  endpoints: Names<Endpoint>,
  report: Report,
): PolicyCatalogue | undefined {
  const entry = typeof at.value === 'string' ? undefined : (at as Located<CatalogueFile>);
  const named = entry && soundChild(entry, 'endpoint');
  const only = named && endpoints.find(named);
  const document = catalogue?.document;
  if (catalogue === undefined || document === undefined || !isSound(at)) return undefined;
  if (named !== undefined && (only === undefined || !hasKind(named, only, document, report))) return undefined;
  const served = only === undefined ? ofKind(at, document, endpoints, report) : [only];
  if (served.length === 0) return undefined;
  const { source, changed_at, checked_at = changed_at } = document;
  const maxAgeMs = entry?.value.max_age === undefined ? undefined : parseDuration(entry.value.max_age);
  return {
    file: catalogue.file,
    kind: document.endpoint_kind,
    endpoints: served,
    models: new Map(document.models.map((model) => [model.id, model])),
    place: valuePlace((entry && soundChild(entry, 'file')) ?? at),
    ...(source !== undefined && { source }),
    ...(checked_at !== undefined && { checkedAt: Date.parse(checked_at) }),
    ...(maxAgeMs !== undefined && { maxAgeMs }),
  };
}

function hasKind(
  at: Located<string>,
  { name, kind }: Endpoint,
  { endpoint_kind }: CatalogueDocument,
  report: Report,
): boolean {
  if (kind === endpoint_kind) return true;
  const message = `the endpoint ${quote(name, at.pointer)} has kind ${kind}, and the catalogue is of ${endpoint_kind} models`;
  report('invalid-value', message, valuePlace(at), {
    help: `name an endpoint of kind ${endpoint_kind}, or another file`,
  });
  return false;
}

function ofKind(
  at: Located<unknown>,
  { endpoint_kind }: CatalogueDocument,
  endpoints: Names<Endpoint>,
  report: Report,
): readonly Endpoint[] {
  const all = endpoints.names().map((name) => endpoints.get(name));
  const served = all.filter((endpoint) => endpoint?.kind === endpoint_kind) as Endpoint[];
  if (served.length === 0 && endpoints.complete && !all.includes(undefined)) {
    const message = `this catalogue has no effect: no endpoint has kind ${endpoint_kind}`;
    report('invalid-value', message, valuePlace(at), {
      help: `add an endpoint of kind ${endpoint_kind}, or remove it`,
    });
  }
  return served;
}

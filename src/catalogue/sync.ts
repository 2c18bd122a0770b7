import { isDeepStrictEqual } from 'node:util';
import type { CatalogueDocument } from '../policy/catalogue-document.generated.js';
import { checkCatalogue, isYamlFile } from '../policy/check-catalogue.js';
import { whyUnreadable } from '../policy/read-regular-file.js';
import { readCatalogueFile, writeWhole } from './catalogue-file.js';
import { type FetchedModels, fetchModels, openRouterModelsUrl } from './fetch-models.js';

export interface SyncOptions {
  /** Where the catalogue is kept. */
  readonly path: string;
  /** The same as messages call it. Default: the path. */
  readonly file?: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Default: where the catalogue was read from, or OpenRouter. */
  readonly url?: string;
  /** Milliseconds that the answer may take; 30 s by default. */
  readonly timeoutMs?: number;
  /** Default: the global one. */
  readonly fetch?: typeof globalThis.fetch;
  /** Ends the wait for an answer. */
  readonly signal?: AbortSignal;
  /** Told the text before it is written; what it gives back is why that must not happen. Default: nothing speaks against it. */
  readonly objection?: (text: string) => Promise<string | undefined>;
}

/** What came of it. The file holds the catalogue, unless it failed: then it is as it was. */
export type SyncResult =
  | {
      readonly kind: 'updated';
      readonly catalogue: CatalogueDocument;
      readonly before?: CatalogueDocument;
      /** Entries of the answer that were left out, because they have no id. */
      readonly unreadable: number;
    }
  /** The same models as before; that they were checked is noted. */
  | { readonly kind: 'unchanged'; readonly catalogue: CatalogueDocument }
  | { readonly kind: 'failed'; readonly reason: string; readonly kept?: CatalogueDocument };

/** From so many models on, an answer with fewer than half of them is taken for a part of one. */
const mayLoseHalf = 20;

/**
 * Asks for the models, and keeps them in the file, whole or not at all. What is there stays when the answer is not what
 * was promised; what was not written by a sync is never overwritten. Never rejects.
 */
export async function syncCatalogue(options: SyncOptions): Promise<SyncResult> {
  const { path, file = path } = options;
  try {
    const before = await readKept(path, file);
    return 'reason' in before ? { kind: 'failed', ...before } : await syncOver(before.kept, options);
  } catch (error) {
    return { kind: 'failed', reason: `cannot keep the catalogue in ${file}: ${whyUnreadable(error)}` };
  }
}

async function syncOver(before: CatalogueDocument | undefined, options: SyncOptions): Promise<SyncResult> {
  const { url = before?.source ?? openRouterModelsUrl, timeoutMs = 30_000, fetch = globalThis.fetch } = options;
  const kept = before === undefined ? {} : { kept: before };
  const timeout = AbortSignal.timeout(timeoutMs);
  const fetched = await fetchModels({
    ...{ url, fetch, etag: before?.source === url ? before.etag : undefined },
    signal: options.signal === undefined ? timeout : AbortSignal.any([options.signal, timeout]),
  });
  if (fetched.kind === 'problem') return { kind: 'failed', reason: fetched.reason, ...kept };
  const next = nextCatalogue(before, fetched, { url, at: new Date(options.now()).toISOString() });
  const problem = problemWith(next, before);
  if (problem !== undefined) return { kind: 'failed', reason: `${url}: ${problem}`, ...kept };
  const text = textOf(next);
  const isSame = before !== undefined && isDeepStrictEqual(next.models, before.models);
  const objection = isSame ? undefined : await options.objection?.(text);
  if (objection !== undefined) return { kind: 'failed', reason: objection, ...kept };
  await writeWhole(options.path, text);
  if (isSame) return { kind: 'unchanged', catalogue: next };
  const unreadable = fetched.kind === 'models' ? fetched.unreadable : 0;
  return { kind: 'updated', catalogue: next, unreadable, ...(before !== undefined && { before }) };
}

/** What the file holds already, or why it cannot be written to. */
async function readKept(
  path: string,
  file: string,
): Promise<
  { readonly kept: CatalogueDocument | undefined } | { readonly reason: string; readonly kept?: CatalogueDocument }
> {
  if (isYamlFile(path)) return { reason: `a sync writes JSON, and ${file} is YAML: give a .json file` };
  const found = await readCatalogueFile(path, file);
  if (found === undefined) return { kept: undefined };
  const { document, diagnostics } = found;
  if (document === undefined) {
    const [first] = diagnostics;
    const where = first === undefined ? '' : `: ${first.message}, line ${first.place.line}`;
    return { reason: `${file} is no catalogue${where}; mend or remove it first` };
  }
  if (document.source !== undefined && document.endpoint_kind === 'openrouter') return { kept: document };
  return {
    reason: `${file} was written by hand (it has no source of OpenRouter's), and a sync would overwrite it: give another file`,
    kept: document,
  };
}

function nextCatalogue(
  before: CatalogueDocument | undefined,
  fetched: Exclude<FetchedModels, { readonly kind: 'problem' }>,
  { url, at }: { readonly url: string; readonly at: string },
): CatalogueDocument {
  if (fetched.kind === 'same') return { ...before!, checked_at: at };
  const models = [...fetched.models];
  const isSame = before?.source === url && isDeepStrictEqual(before.models, models);
  return {
    version: 1,
    endpoint_kind: 'openrouter',
    source: url,
    changed_at: isSame ? (before.changed_at ?? at) : at,
    checked_at: at,
    ...(fetched.etag !== undefined && { etag: fetched.etag }),
    models,
  };
}

/** Nothing is kept that a policy could not read. */
function problemWith(next: CatalogueDocument, before: CatalogueDocument | undefined): string | undefined {
  const [misfit] = checkCatalogue(textOf(next), 'models.json').diagnostics;
  if (misfit !== undefined) return `it makes no catalogue: ${misfit.message}`;
  const known = before?.models.length ?? 0;
  if (known < mayLoseHalf || next.models.length >= known / 2) return undefined;
  return `it lists ${next.models.length} models where there were ${known}: remove the file if that is right`;
}

function textOf(catalogue: CatalogueDocument): string {
  return `${JSON.stringify(catalogue, undefined, 2)}\n`;
}

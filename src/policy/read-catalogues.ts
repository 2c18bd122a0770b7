import { type CheckedCatalogue, catalogueLimit, checkCatalogue } from './check-catalogue.js';
import type { CatalogueFile, CatalogueItem, PolicyDocument } from './policy-document.generated.js';
import { child, isSound, items, type Located, type PolicyFile, rootOf, soundChild } from './policy-file.js';
import { type FoundFile, insideRoot, reportNotFound, type WantedFile } from './referenced-file.js';
import type { Report } from './report.js';
import { jsonType } from './schema-branches.js';

/** A catalogue as a policy names it. */
export interface NamedCatalogue {
  /** What names it: its path, or a mapping with it. */
  readonly at: Located<CatalogueItem>;
  /** What its file holds; undefined when it cannot be read. */
  readonly catalogue?: CheckedCatalogue;
  /** Its path from the policy's folder. */
  readonly path?: string;
}

/** Asks for the catalogues that files of a policy name, each once. `shown` gives a path as places name it. */
export function* readCatalogues(
  files: readonly PolicyFile[],
  shown: (path: string) => string,
  report: Report,
): Generator<WantedFile, readonly NamedCatalogue[], FoundFile> {
  const read = new Map<string, CheckedCatalogue | undefined>();
  const named: NamedCatalogue[] = [];
  for (const at of files.flatMap(cataloguesOf)) {
    const file = pathOf(at);
    const path = file === undefined ? undefined : insideRoot(file, report, 'catalogue');
    if (file !== undefined && path !== undefined && !read.has(path)) {
      const found = yield { path, maxBytes: catalogueLimit(path) };
      if (found.kind === 'text') read.set(path, checkCatalogue(found.text, shown(path)));
      else {
        const missing = `run \`policy models sync --file ${shown(path)}\`, which writes it from OpenRouter's models`;
        reportNotFound(file, path, found, report, { what: 'catalogue', missing });
        read.set(path, undefined);
      }
    }
    const catalogue = path === undefined ? undefined : read.get(path);
    named.push({ at, ...(path !== undefined && { path }), ...(catalogue !== undefined && { catalogue }) });
  }
  return named;
}

function cataloguesOf(file: PolicyFile): readonly Located<CatalogueItem>[] {
  const root = rootOf<PolicyDocument>(file);
  if (jsonType(root.value) !== 'object') return [];
  const at = child(root, 'catalogue');
  if (at === undefined) return [];
  return Array.isArray(at.value) ? items(at as Located<readonly CatalogueItem[]>) : [at as Located<CatalogueItem>];
}

function pathOf(at: Located<CatalogueItem>): Located<string> | undefined {
  if (typeof at.value === 'string') return isSound(at) ? (at as Located<string>) : undefined;
  return jsonType(at.value) === 'object' ? soundChild(at as Located<CatalogueFile>, 'file') : undefined;
}

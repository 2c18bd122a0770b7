import { resolve } from 'node:path';
import { readCatalogueFile } from '../../catalogue/catalogue-file.js';
import { renderDiagnostics } from '../../diagnostics/render-diagnostic.js';
import type { CatalogueDocument } from '../../policy/catalogue-document.generated.js';
import { whyUnreadable } from '../../policy/read-regular-file.js';
import { type CliIo, writeLine } from '../io.js';
import { usesColor } from '../paint.js';
import { readSources } from '../read-sources.js';
import { UsageError } from '../usage-error.js';

/** The catalogue of a file that the user names. Throws a UsageError when there is none, after saying what is wrong with it. */
export async function loadCatalogue(path: string, io: CliIo, calledAs = path): Promise<CatalogueDocument> {
  const read = await readCatalogueFile(resolve(io.cwd, path), path).catch((error: unknown) => {
    throw new UsageError(`${calledAs} cannot be read: ${whyUnreadable(error)}`);
  });
  if (read === undefined) {
    throw new UsageError(`${calledAs} does not exist: policy models sync --file ${path} writes one`);
  }
  if (read.document !== undefined) return read.document;
  const { diagnostics } = read;
  const sources = readSources(diagnostics, io.cwd);
  await writeLine(io.stderr, renderDiagnostics(diagnostics, sources, { color: usesColor(io, io.stderr) }));
  throw new UsageError(`${calledAs} is no catalogue: policy models sync --file FILE writes one`);
}

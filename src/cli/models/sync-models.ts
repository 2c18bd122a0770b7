import { resolve } from 'node:path';
import { compareCatalogues } from '../../catalogue/compare-catalogues.js';
import { syncCatalogue } from '../../catalogue/sync.js';
import type { CatalogueDocument } from '../../policy/catalogue-document.generated.js';
import { loadPolicies } from '../../policy/load-policy.js';
import { refusalOf } from '../../policy/refusal-of.js';
import { countOf } from '../count-of.js';
import { type ExitCode, exitCode } from '../exit-code.js';
import { type CliIo, writeLine } from '../io.js';
import { paintFor } from '../paint.js';
import { UsageError } from '../usage-error.js';
import { countChanges, touchedLines } from './describe-changes.js';
import { touchedPolicies } from './diff-models.js';

export interface SyncFlags {
  readonly file: string;
  readonly url?: string;
  readonly policy?: string;
}

/** Writes the catalogue. With policies: unless one of them would be refused with it; and tells what it changed for them. */
export async function syncModels({ file, url, policy }: SyncFlags, io: CliIo): Promise<ExitCode> {
  if (url !== undefined && !URL.canParse(url)) {
    throw new UsageError(`--url ${url} is no address: it begins with https:// or http://`);
  }
  const path = resolve(io.cwd, file);
  const result = await syncCatalogue({
    ...{ path, file, now: Date.now },
    ...(url !== undefined && { url }),
    ...(policy !== undefined && { objection: (text) => objectionOf(policy, path, text, io) }),
  });
  switch (result.kind) {
    case 'unchanged':
      await writeLine(io.stderr, `${file}: ${countOf(result.catalogue.models.length, 'model')}, nothing changed`);
      return exitCode.good;
    case 'updated': {
      const changes = compareCatalogues(result.before ?? { models: [] }, result.catalogue);
      const left = result.unreadable === 0 ? '' : `; ${result.unreadable} without an id left out`;
      const models = countOf(result.catalogue.models.length, 'model');
      await writeLine(io.stderr, `${file}: ${models}: ${countChanges(changes)}${left}`);
      if (policy !== undefined && result.before !== undefined)
        return tellPolicies(policy, result.before, result.catalogue, io);
      return exitCode.good;
    }
    case 'failed': {
      const kept = result.kept === undefined ? 'no catalogue was written' : `${file} is as it was`;
      await writeLine(io.stderr, `${paintFor(io, io.stderr).red('error:')} ${result.reason}; ${kept}`);
      return exitCode.failed;
    }
    default:
      return result satisfies never;
  }
}

/** The first policy that is good now and would not be. */
async function objectionOf(policy: string, path: string, text: string, { cwd }: CliIo): Promise<string | undefined> {
  const now = await loadPolicies(policy, { cwd });
  const then = await loadPolicies(policy, { cwd, instead: new Map([[path, text]]) });
  const good = new Set(now.policies.filter((loaded) => loaded.policy !== undefined).map((loaded) => loaded.file));
  const refused = then.policies.find((loaded) => loaded.policy === undefined && good.has(loaded.file));
  return refused && `with it, ${refusalOf(refused)}`;
}

async function tellPolicies(
  policy: string,
  before: CatalogueDocument,
  after: CatalogueDocument,
  io: CliIo,
): Promise<ExitCode> {
  const touched = await touchedPolicies(policy, before, after, io);
  if (touched === undefined) return exitCode.failed;
  const paint = paintFor(io, io.stdout);
  const lines = touched.flatMap(({ policy: name, parts }) => touchedLines(name, parts, paint));
  if (lines.length > 0) await writeLine(io.stdout, lines.join('\n'));
  return exitCode.good;
}

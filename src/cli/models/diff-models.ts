import { type CatalogueChanges, compareCatalogues } from '../../catalogue/compare-catalogues.js';
import { type TouchedParts, touchedParts } from '../../catalogue/touched-parts.js';
import type { CatalogueDocument } from '../../policy/catalogue-document.generated.js';
import { type ExitCode, exitCode } from '../exit-code.js';
import { type CliIo, writeLine } from '../io.js';
import { loadCompiled } from '../load-compiled.js';
import { paintFor } from '../paint.js';
import { UsageError } from '../usage-error.js';
import { changeLines, countChanges, touchedLines } from './describe-changes.js';
import { loadCatalogue } from './load-catalogue.js';

export interface DiffFlags {
  readonly policy?: string;
  readonly json?: true;
}

/** Good when nothing changed; with policies, when nothing changed for them. */
export async function diffModels(paths: readonly [string, string], flags: DiffFlags, io: CliIo): Promise<ExitCode> {
  const before = await loadCatalogue(paths[0], io);
  const after = await loadCatalogue(paths[1], io);
  if (before.endpoint_kind !== after.endpoint_kind) {
    const kinds = `${before.endpoint_kind} and ${after.endpoint_kind}`;
    throw new UsageError(
      `${paths.join(' and ')} know models of different endpoints (${kinds}): nothing can be compared`,
    );
  }
  const changes = compareCatalogues(before, after);
  const touched = flags.policy === undefined ? [] : await touchedPolicies(flags.policy, before, after, io);
  if (touched === undefined) return exitCode.unable;
  if (flags.json === true) {
    const policies = touched.map(({ policy, parts }) => ({ policy, ...parts }));
    await writeLine(
      io.stdout,
      JSON.stringify({ ...changes, ...(flags.policy !== undefined && { policies }) }, null, 2),
    );
  } else await tell(changes, touched, io);
  const isTouched = touched.some(({ parts }) =>
    Object.values(parts).some((list: readonly unknown[]) => list.length > 0),
  );
  const differs = Object.values(changes).some((list: readonly unknown[]) => list.length > 0);
  return (flags.policy === undefined ? differs : isTouched) ? exitCode.failed : exitCode.good;
}

interface Touched {
  readonly policy: string;
  readonly parts: TouchedParts;
}

/** What the change means for each policy of a file or folder; undefined when one of them has errors, which are told. */
export async function touchedPolicies(
  path: string,
  before: CatalogueDocument,
  after: CatalogueDocument,
  io: CliIo,
): Promise<readonly Touched[] | undefined> {
  const compiled = await loadCompiled(path, io);
  return compiled?.map(({ policy }) => ({ policy: policy.name, parts: touchedParts(policy, before, after) }));
}

async function tell(changes: CatalogueChanges, touched: readonly Touched[], io: CliIo): Promise<void> {
  const paint = paintFor(io, io.stdout);
  const lines = changeLines(changes, paint);
  const parts = touched.flatMap(({ policy, parts: each }) => touchedLines(policy, each, paint));
  if (lines.length > 0) await writeLine(io.stdout, lines.join('\n'));
  if (parts.length > 0) await writeLine(io.stdout, `\n${parts.join('\n')}`);
  const untouched = touched.length > 0 && parts.length === 0 ? '; no slot of the policies is touched' : '';
  await writeLine(io.stderr, `${lines.length === 0 ? 'nothing changed' : countChanges(changes)}${untouched}`);
}

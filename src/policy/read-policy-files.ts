import { posix } from 'node:path';
import type { Diagnostic } from '../diagnostics/diagnostic.js';
import type { SourceFile } from '../diagnostics/place.js';
import { type CheckedFile, checkFile } from './check-file.js';
import { maxFileBytes, type ParsedYaml, withoutByteOrderMark } from './parse-yaml.js';
import { child, isSound, items, type Located, rootOf, valuePlace } from './policy-file.js';
import { type NamedCatalogue, readCatalogues } from './read-catalogues.js';
import { type FoundFile, insideRoot, reportNotFound, type WantedFile } from './referenced-file.js';
import { collectFindings, type Report } from './report.js';
import { jsonType } from './schema-branches.js';

/** A policy's own file and all it includes, in the order they were read. */
export interface PolicyFiles {
  readonly files: readonly CheckedFile[];
  /** In the order of the files and of what each names. */
  readonly catalogues: readonly NamedCatalogue[];
  readonly sources: readonly SourceFile[];
  readonly diagnostics: readonly Diagnostic[];
  /** Whether every include could be read and was a mapping. */
  readonly complete: boolean;
  /** The files of the policy that `rollout: { previous }` names, if it could be read: a policy by itself. */
  readonly previous?: PolicyFiles;
}

/**
 * Asks for each file to be included and each catalogue, and gives all files. The one who answers chooses how to read: at
 * once from memory, or in time from disk.
 */
export type PolicyReading = Generator<WantedFile, PolicyFiles, FoundFile>;

export interface ReadingOptions {
  /** What the policy's own text was read as, where that was done already. */
  readonly parsed?: ParsedYaml | undefined;
  /** Whether the policy that this one replaces is read too. Default: true. */
  readonly previous?: boolean;
}

export function* readPolicyFiles(
  text: string,
  file: string,
  { parsed, previous = true }: ReadingOptions = {},
): PolicyReading {
  const files: CheckedFile[] = [];
  const { report, list } = collectFindings();
  let complete = true;

  function* read(content: string, name: string, open: readonly string[]): Generator<WantedFile, void, FoundFile> {
    const source = withoutByteOrderMark(content);
    const checked =
      name === '' ? checkFile('policy', source, file, name, parsed) : checkFile('include', source, shown(name), name);
    files.push(checked);
    if (jsonType(checked.value) !== 'object') complete = false;
    if (checked.unsound.has('/include')) complete = false;
    for (const at of includesOf(checked)) {
      if ((yield* follow(at, open)) === 'failed') complete = false;
    }
  }

  function* follow(at: Located<string>, open: readonly string[]): Generator<WantedFile, 'done' | 'failed', FoundFile> {
    const path = insideRoot(at, report);
    if (path === undefined) return 'failed';
    if (open.includes(path) || path === posix.basename(file.replaceAll('\\', '/'))) {
      reportLoop(at, path, open, report);
      return 'done';
    }
    if (files.some(({ name }) => name === path)) return 'done';
    const found = yield { path, maxBytes: maxFileBytes };
    if (found.kind !== 'text') {
      reportNotFound(at, path, found, report);
      return 'failed';
    }
    yield* read(found.text, path, [...open, path]);
    return 'done';
  }

  const shown = (path: string): string => posix.join(posix.dirname(file.replaceAll('\\', '/')), path);

  /** The policy that is being replaced reads its includes from its own folder. */
  function* readPrevious(): Generator<WantedFile, PolicyFiles | undefined, FoundFile> {
    const at = files[0] === undefined ? undefined : previousOf(files[0]);
    const path = at === undefined ? undefined : insideRoot(at, report, 'previous policy');
    if (at === undefined || path === undefined) return undefined;
    const found = yield { path, maxBytes: maxFileBytes };
    if (found.kind !== 'text') {
      reportNotFound(at, path, found, report, { what: 'previous policy' });
      return undefined;
    }
    return yield* inFolder(posix.dirname(path), readPolicyFiles(found.text, shown(path), { previous: false }));
  }

  yield* read(text, '', []);
  const catalogues = yield* readCatalogues(files, shown, report);
  const before = previous ? yield* readPrevious() : undefined;
  const checked = new Set(catalogues.flatMap(({ catalogue }) => catalogue ?? []));
  return {
    files,
    catalogues,
    sources: [...files, ...checked].map((read) => ({ file: read.file, text: read.text })).concat(before?.sources ?? []),
    diagnostics: [
      ...[...files, ...checked].flatMap(({ diagnostics }) => diagnostics),
      ...list(),
      ...(before?.diagnostics ?? []),
    ],
    complete,
    ...(before !== undefined && { previous: before }),
  };
}

/** Asks for the files of a policy in another folder. */
function* inFolder(folder: string, reading: PolicyReading): PolicyReading {
  let step = reading.next();
  while (!step.done) step = reading.next(yield { ...step.value, path: posix.join(folder, step.value.path) });
  return step.value;
}

function previousOf(file: CheckedFile): Located<string> | undefined {
  const root = rootOf<{ rollout?: { previous?: string } }>(file);
  if (jsonType(root.value) !== 'object') return undefined;
  const rollout = child(root, 'rollout');
  const previous = jsonType(rollout?.value) === 'object' ? child(rollout!, 'previous') : undefined;
  return typeof previous?.value === 'string' && isSound(previous) ? previous : undefined;
}

function includesOf(file: CheckedFile): Located<string>[] {
  const root = rootOf<{ include?: readonly string[] }>(file);
  const include = child(root, 'include');
  return include === undefined ? [] : items(include).filter((at) => typeof at.value === 'string' && isSound(at));
}

function reportLoop(at: Located<string>, path: string, open: readonly string[], report: Report): void {
  const from = open.indexOf(path);
  const loop = from < 0 ? [path, ...open, path] : [...open.slice(from), path];
  report('include-loop', `these files include each other: ${loop.join(' → ')}`, valuePlace(at), {
    help: 'remove this include',
  });
}

import { posix } from 'node:path';
import type { Diagnostic } from '../diagnostics/diagnostic.js';
import type { SourceFile } from '../diagnostics/place.js';
import { type CheckedFile, checkFile } from './check-file.js';
import { withoutByteOrderMark } from './parse-yaml.js';
import { child, isSound, items, type Located, valuePlace } from './policy-file.js';
import { quote } from './quote.js';
import { collectFindings, type Report } from './report.js';
import { jsonType } from './schema-branches.js';

/** An included file as it was found, or why there is no text. */
export type FoundInclude =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'missing' }
  /** The policy is a text without a folder. */
  | { readonly kind: 'nowhere' }
  /** A link on the way leads out of the policy's folder. */
  | { readonly kind: 'outside' }
  | { readonly kind: 'unreadable'; readonly reason: string };

/** A policy's own file and all it includes, in the order they were read. */
export interface PolicyFiles {
  readonly files: readonly CheckedFile[];
  readonly sources: readonly SourceFile[];
  readonly diagnostics: readonly Diagnostic[];
  /** Whether every include could be read and was a mapping. */
  readonly complete: boolean;
  /** The files of the policy that `rollout: { previous }` names, if it could be read: a policy by itself. */
  readonly previous?: PolicyFiles;
}

/**
 * Asks for each file to be included, by its path relative to the policy's folder, with `/`, and gives all files. The one
 * who answers chooses how to read: at once from memory, or in time from disk.
 */
export type PolicyReading = Generator<string, PolicyFiles, FoundInclude>;

export function* readPolicyFiles(text: string, file: string, { previous = true } = {}): PolicyReading {
  const files: CheckedFile[] = [];
  const { report, list } = collectFindings();
  let complete = true;

  function* read(content: string, name: string, open: readonly string[]): Generator<string, void, FoundInclude> {
    const shown = name === '' ? file : posix.join(posix.dirname(file.replaceAll('\\', '/')), name);
    const checked = checkFile(name === '' ? 'policy' : 'include', withoutByteOrderMark(content), shown, name);
    files.push(checked);
    if (jsonType(checked.value) !== 'object') complete = false;
    if (checked.unsound.has('/include')) complete = false;
    for (const at of includesOf(checked)) {
      if ((yield* follow(at, open)) === 'failed') complete = false;
    }
  }

  function* follow(at: Located<string>, open: readonly string[]): Generator<string, 'done' | 'failed', FoundInclude> {
    const path = insideRoot(at, report);
    if (path === undefined) return 'failed';
    if (open.includes(path) || path === posix.basename(file.replaceAll('\\', '/'))) {
      reportLoop(at, path, open, report);
      return 'done';
    }
    if (files.some(({ name }) => name === path)) return 'done';
    const found = yield path;
    if (found.kind !== 'text') {
      reportNotFound(at, path, found, report);
      return 'failed';
    }
    yield* read(found.text, path, [...open, path]);
    return 'done';
  }

  /** The policy that is being replaced reads its includes from its own folder. */
  function* readPrevious(): Generator<string, PolicyFiles | undefined, FoundInclude> {
    const at = files[0] === undefined ? undefined : previousOf(files[0]);
    const path = at === undefined ? undefined : insideRoot(at, report, 'previous policy');
    if (at === undefined || path === undefined) return undefined;
    const found = yield path;
    if (found.kind !== 'text') {
      reportNotFound(at, path, found, report, 'previous policy');
      return undefined;
    }
    const shown = posix.join(posix.dirname(file.replaceAll('\\', '/')), path);
    return yield* inFolder(posix.dirname(path), readPolicyFiles(found.text, shown, { previous: false }));
  }

  yield* read(text, '', []);
  const before = previous ? yield* readPrevious() : undefined;
  return {
    files,
    sources: [...files.map((read) => ({ file: read.file, text: read.text })), ...(before?.sources ?? [])],
    diagnostics: [...files.flatMap(({ diagnostics }) => diagnostics), ...list(), ...(before?.diagnostics ?? [])],
    complete,
    ...(before !== undefined && { previous: before }),
  };
}

/** Asks for the files of a policy in another folder. */
function* inFolder(folder: string, reading: PolicyReading): PolicyReading {
  let step = reading.next();
  while (!step.done) step = reading.next(yield posix.join(folder, step.value));
  return step.value;
}

function previousOf(file: CheckedFile): Located<string> | undefined {
  const root = { value: file.value as { rollout?: { previous?: string } }, pointer: '', source: file };
  if (jsonType(root.value) !== 'object') return undefined;
  const rollout = child(root, 'rollout');
  const previous = jsonType(rollout?.value) === 'object' ? child(rollout!, 'previous') : undefined;
  return typeof previous?.value === 'string' && isSound(previous) ? previous : undefined;
}

function includesOf(file: CheckedFile): Located<string>[] {
  const root = { value: file.value as { include?: readonly string[] }, pointer: '', source: file };
  const include = child(root, 'include');
  return include === undefined ? [] : items(include).filter((at) => typeof at.value === 'string' && isSound(at));
}

/** The include's path from the policy's folder; reported when it leaves that folder. */
function insideRoot(at: Located<string>, report: Report, what = 'include'): string | undefined {
  const written = at.value;
  const path = posix.normalize(posix.join(posix.dirname(at.source.name || '.'), written));
  const leaves =
    path === '..' || path.startsWith('../') || posix.isAbsolute(written) || /^[A-Za-z]:|\\|\0/.test(written);
  if (!leaves) return path;
  report(
    'include-outside-root',
    `the ${what} ${quote(written, at.pointer)} leaves the policy's folder`,
    valuePlace(at),
    {
      help: `${what === 'include' ? 'includes are paths relative to the including file' : 'it is a path relative to this file'}, with \`/\`, to ${what === 'include' ? 'files' : 'a file'} in or below the policy’s folder`,
    },
  );
  return undefined;
}

function reportLoop(at: Located<string>, path: string, open: readonly string[], report: Report): void {
  const from = open.indexOf(path);
  const loop = from < 0 ? [path, ...open, path] : [...open.slice(from), path];
  report('include-loop', `these files include each other: ${loop.join(' → ')}`, valuePlace(at), {
    help: 'remove this include',
  });
}

type NotFound = Exclude<FoundInclude, { readonly kind: 'text' }>;

function reportNotFound(at: Located<string>, path: string, found: NotFound, report: Report, what = 'include'): void {
  const { code, message, help } = describeNotFound(found, what, quote(at.value, at.pointer), path);
  report(code, message, valuePlace(at), help === undefined ? {} : { help });
}

function describeNotFound(
  found: NotFound,
  what: string,
  shown: string,
  path: string,
): Pick<Diagnostic, 'code' | 'message' | 'help'> {
  switch (found.kind) {
    case 'missing':
      return {
        code: 'include-missing',
        message: `there is no file ${shown}`,
        help: `looked for ${path} in the policy's folder`,
      };
    case 'nowhere':
      return {
        code: 'include-missing',
        message: `the ${what} ${shown} cannot be read: the policy was given as text`,
        help: 'load the policy from a file, or give a readInclude function',
      };
    case 'outside':
      return {
        code: 'include-outside-root',
        message: `the ${what} ${shown} leaves the policy's folder by a symbolic link`,
        help: 'put the file itself into the policy’s folder, or link to one in or below it',
      };
    case 'unreadable':
      return { code: 'file-unreadable', message: `the ${what} ${shown} cannot be read: ${found.reason}` };
    default:
      return found satisfies never;
  }
}

import { posix } from 'node:path';
import type { Diagnostic } from '../diagnostics/diagnostic.js';
import type { SourceFile } from '../diagnostics/place.js';
import { type CheckedFile, checkFile } from './check-file.js';
import { withoutByteOrderMark } from './parse-yaml.js';
import { child, isSound, items, type Located, valuePlace } from './policy-file.js';
import { quote } from './quote.js';
import { collectFindings, type Report } from './report.js';
import { jsonType } from './schema-branches.js';

/**
 * Gives the text of an included file, by its path relative to the policy's folder, with `/`; undefined when there is no
 * such file. May throw when the file cannot be read; the error's message is reported.
 */
export type ReadInclude = (path: string) => string | undefined;

/** A policy's own file and all it includes, in the order they were read. */
export interface PolicyFiles {
  readonly files: readonly CheckedFile[];
  readonly sources: readonly SourceFile[];
  readonly diagnostics: readonly Diagnostic[];
  /** Whether every include could be read and was a mapping. */
  readonly complete: boolean;
}

export function readPolicyFiles(text: string, file: string, readInclude: ReadInclude | undefined): PolicyFiles {
  const files: CheckedFile[] = [];
  const { report, list } = collectFindings();
  let complete = true;

  const read = (content: string, name: string, open: readonly string[]): void => {
    const shown = name === '' ? file : posix.join(posix.dirname(file.replaceAll('\\', '/')), name);
    const checked = checkFile(name === '' ? 'policy' : 'include', withoutByteOrderMark(content), shown, name);
    files.push(checked);
    if (jsonType(checked.value) !== 'object') complete = false;
    if (checked.unsound.has('/include')) complete = false;
    for (const at of includesOf(checked)) {
      if (follow(at, open) === 'failed') complete = false;
    }
  };

  const follow = (at: Located<string>, open: readonly string[]): 'done' | 'failed' => {
    const path = insideRoot(at, report);
    if (path === undefined) return 'failed';
    if (open.includes(path) || path === posix.basename(file.replaceAll('\\', '/'))) {
      reportLoop(at, path, open, report);
      return 'done';
    }
    if (files.some(({ name }) => name === path)) return 'done';
    const content = readText(at, path, readInclude, report);
    if (content === undefined) return 'failed';
    read(content, path, [...open, path]);
    return 'done';
  };

  read(text, '', []);
  return {
    files,
    sources: files.map((read) => ({ file: read.file, text: read.text })),
    diagnostics: [...files.flatMap(({ diagnostics }) => diagnostics), ...list()],
    complete,
  };
}

function includesOf(file: CheckedFile): Located<string>[] {
  const root = { value: file.value as { include?: readonly string[] }, pointer: '', source: file };
  const include = child(root, 'include');
  return include === undefined ? [] : items(include).filter((at) => typeof at.value === 'string' && isSound(at));
}

/** The include's path from the policy's folder; reported when it leaves that folder. */
function insideRoot(at: Located<string>, report: Report): string | undefined {
  const written = at.value;
  const path = posix.normalize(posix.join(posix.dirname(at.source.name || '.'), written));
  const leaves =
    path === '..' || path.startsWith('../') || posix.isAbsolute(written) || /^[A-Za-z]:|\\|\0/.test(written);
  if (!leaves) return path;
  report(
    'include-outside-root',
    `the include ${quote(written, at.pointer)} leaves the policy's folder`,
    valuePlace(at),
    {
      help: 'includes are paths relative to the including file, with `/`, to files in or below the policy’s folder',
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

function readText(
  at: Located<string>,
  path: string,
  readInclude: ReadInclude | undefined,
  report: Report,
): string | undefined {
  if (readInclude === undefined) {
    report(
      'include-missing',
      `the include ${quote(at.value, at.pointer)} cannot be read: the policy was given as text`,
      valuePlace(at),
      {
        help: 'load the policy from a file, or give a readInclude function',
      },
    );
    return undefined;
  }
  try {
    const text = readInclude(path);
    if (text !== undefined) return text;
    report('include-missing', `there is no file ${quote(at.value, at.pointer)}`, valuePlace(at), {
      help: `looked for ${path} in the policy's folder`,
    });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    report('file-unreadable', `the include ${quote(at.value, at.pointer)} cannot be read: ${reason}`, valuePlace(at));
  }
  return undefined;
}

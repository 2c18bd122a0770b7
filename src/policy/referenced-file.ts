import { posix } from 'node:path';
import type { Diagnostic } from '../diagnostics/diagnostic.js';
import { type Located, valuePlace } from './policy-file.js';
import { quote } from './quote.js';
import type { Report } from './report.js';

/** A file that a policy asks for. */
export interface WantedFile {
  /** Relative to the policy's folder, with `/`. */
  readonly path: string;
  /** What is larger is refused, so more need not be read. */
  readonly maxBytes: number;
}

/** A file that a policy names as it was found, or why there is no text. */
export type FoundFile =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'missing' }
  /** The policy is a text without a folder. */
  | { readonly kind: 'nowhere' }
  /** A link on the way leads out of the policy's folder. */
  | { readonly kind: 'outside' }
  | { readonly kind: 'unreadable'; readonly reason: string };

/** What the file is for, as messages call it. */
type Purpose = 'include' | 'previous policy' | 'catalogue';

/** The file's path from the policy's folder; reported when it leaves that folder. */
export function insideRoot(at: Located<string>, report: Report, what: Purpose = 'include'): string | undefined {
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

type NotFound = Exclude<FoundFile, { readonly kind: 'text' }>;

/** Reports why there is no text. `missing` is the help when there is no such file. */
export function reportNotFound(
  at: Located<string>,
  path: string,
  found: NotFound,
  report: Report,
  { what = 'include', missing }: { readonly what?: Purpose; readonly missing?: string } = {},
): void {
  const { code, message, help } = describeNotFound(found, what, quote(at.value, at.pointer), path);
  const better = found.kind === 'missing' && missing !== undefined ? missing : help;
  report(code, message, valuePlace(at), better === undefined ? {} : { help: better });
}

function describeNotFound(
  found: NotFound,
  what: Purpose,
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

import { isAbsolute, relative, resolve } from 'node:path';
import type { CliIo } from './io.js';

/** A path as a person would name it: relative to the working directory when it is inside, with `/`. */
export function shownPath(path: string, { cwd }: Pick<CliIo, 'cwd'>): string {
  const inside = relative(cwd, resolve(cwd, path));
  return inside === '' || inside.startsWith('..') || isAbsolute(inside) ? path : inside.replaceAll('\\', '/');
}

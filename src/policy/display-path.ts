import { isAbsolute, relative, sep } from 'node:path';

/** An absolute path as a person would name it, with `/`: relative to the working directory when it is inside. */
export function displayPath(path: string, cwd: string): string {
  const inside = relative(cwd, path);
  return (inside === '' || leaves(inside) ? path : inside).replaceAll(sep, '/');
}

/** Whether a relative path leads out of the folder it starts from. */
export function leaves(path: string): boolean {
  return path === '..' || path.startsWith(`..${sep}`) || isAbsolute(path);
}

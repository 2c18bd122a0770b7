import { lstat, readlink, stat } from 'node:fs/promises';
import { dirname, join, parse, resolve, sep } from 'node:path';

/** As many symbolic links as Linux follows for one path. */
const maxLinks = 40;

/**
 * The folders in which something must change before a path means something else: the one that holds it, those that hold
 * a symbolic link on the way to it, and for what is missing, the nearest folder that exists.
 *
 * @returns Absolute paths with the folder's identity, which changes when a folder is replaced by another.
 */
export async function foldersToWatch(paths: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const folders = new Set((await Promise.all(paths.map(foldersOnTheWay))).flat());
  const identified = await Promise.all([...folders].map(async (folder) => [folder, await identityOf(folder)] as const));
  return new Map(identified.filter((entry): entry is [string, string] => entry[1] !== undefined));
}

async function foldersOnTheWay(path: string): Promise<readonly string[]> {
  const folders: string[] = [];
  let rest = resolve(path);
  for (let links = 0; links <= maxLinks; links += 1) {
    const link = await firstLink(rest);
    if (link.kind === 'none') return [...folders, link.folder];
    folders.push(dirname(link.at));
    rest = link.target;
  }
  return folders;
}

type FirstLink =
  /** No link on the way: the folder that holds the path, or the nearest that exists; the path itself if it is one. */
  | { readonly kind: 'none'; readonly folder: string }
  | { readonly kind: 'link'; readonly at: string; readonly target: string };

async function firstLink(path: string): Promise<FirstLink> {
  const { root } = parse(path);
  const names = path.slice(root.length).split(sep).filter(Boolean);
  let folder = root;
  for (const [index, name] of names.entries()) {
    const at = join(folder, name);
    const found = await lstat(at).catch(() => undefined);
    if (found?.isSymbolicLink()) {
      const target = resolve(folder, await readlink(at), ...names.slice(index + 1));
      return { kind: 'link', at, target };
    }
    if (!found?.isDirectory()) return { kind: 'none', folder };
    folder = at;
  }
  return { kind: 'none', folder };
}

async function identityOf(folder: string): Promise<string | undefined> {
  const found = await stat(folder).catch(() => undefined);
  return found && `${found.dev}:${found.ino}`;
}

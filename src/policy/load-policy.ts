import { readdir, realpath, stat } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { cwd as workingDirectory } from 'node:process';
import type { DiagnosticCode } from '../diagnostics/codes.js';
import type { Diagnostic } from '../diagnostics/diagnostic.js';
import { wholeFile } from '../diagnostics/place.js';
import { displayPath, leaves } from './display-path.js';
import { type FileIdentity, identifyFile } from './identify-file.js';
import { linkFiles, type PolicyResult } from './parse-policy.js';
import { maxFileBytes, type ParsedYaml, parseYaml } from './parse-yaml.js';
import { readPolicyFiles } from './read-policy-files.js';
import { decodeText, NotAFileError, readRegularFile, whyUnreadable } from './read-regular-file.js';
import type { FoundFile } from './referenced-file.js';
import { refuseRepeatedNames } from './refuse-repeated-names.js';

/** A policy read from disk, or what is wrong with it. */
export interface LoadedPolicy extends PolicyResult {
  /** The policy's own file: relative to the working directory when inside it, else absolute. */
  readonly file: string;
  /** The `policy:` name where it can be read, also of a policy with errors. */
  readonly name?: string;
  /** All files it is made of, its own first; also those that could not be read. */
  readonly files: readonly LoadedFile[];
}

export interface LoadedFile {
  readonly file: string;
  /** As it was read; undefined when it could not be. */
  readonly text: string | undefined;
}

/** All policies of a path. */
export interface LoadedPolicies {
  /** In the order of their file names. */
  readonly policies: readonly LoadedPolicy[];
  /** Findings that belong to no policy: an empty folder, a path that does not exist. */
  readonly diagnostics: readonly Diagnostic[];
}

export interface LoadOptions {
  /** Absolute path from which relative paths start, and relative to which files are named. Default: the process's. */
  readonly cwd?: string;
  /** What files are taken to hold, by absolute path, to see what would come of it. Default: what they hold. */
  readonly instead?: ReadonlyMap<string, string>;
}

/** Reads a policy, its includes and its catalogues. Never rejects: a file that cannot be read is a finding. */
export async function loadPolicy(path: string, options: LoadOptions = {}): Promise<LoadedPolicy> {
  const loading = loadingWith(options);
  const absolute = resolve(loading.cwd, path);
  const text = loading.instead.get(absolute);
  return loadFile(
    identify(text === undefined ? await readFile(absolute) : { path: absolute, text }, loading.cwd),
    loading,
  );
}

/**
 * Reads one policy file, or all policies of a folder: every `*.yaml` and `*.yml` with a `policy:` key. Fixtures
 * (`*.test.yaml`), hidden files and files to be included are skipped; a file that cannot be told is reported. Links are
 * followed, except by an include to outside its policy's folder. Never rejects.
 */
export async function loadPolicies(path: string, options: LoadOptions = {}): Promise<LoadedPolicies> {
  const loading = loadingWith(options);
  const { cwd } = loading;
  const absolute = resolve(cwd, path);
  try {
    if ((await stat(absolute)).isDirectory()) return await loadFolder(absolute, loading);
    return { policies: [await loadPolicy(absolute, loading)], diagnostics: [] };
  } catch (error) {
    const file = displayPath(absolute, cwd);
    const message = `cannot read ${file}: ${whyUnreadable(error)}`;
    const help = 'give the path of a policy file, or of a folder of policies';
    return { policies: [], diagnostics: [fileFinding('file-unreadable', file, message, help)] };
  }
}

type Loading = Required<LoadOptions>;

function loadingWith({ cwd = workingDirectory(), instead = new Map() }: LoadOptions): Loading {
  return { cwd, instead };
}

/** A file that was read once, so that what it is and what it says cannot differ. */
interface ReadFile {
  readonly path: string;
  /** Undefined when it could not be read. */
  readonly text: string | undefined;
  /** Why it could not be. */
  readonly error?: unknown;
}

interface IdentifiedFile extends ReadFile {
  /** As a person would name it. */
  readonly file: string;
  readonly identity: FileIdentity;
  /** What its text was read as, until it is loaded. */
  readonly parsed?: ParsedYaml | undefined;
}

async function loadFolder(folder: string, loading: Loading): Promise<LoadedPolicies> {
  const { cwd } = loading;
  const files: IdentifiedFile[] = [];
  const sure: LoadedPolicy[] = [];
  for (const path of await pathsIn(folder)) {
    const read = await readFile(path);
    if (isFolder(read)) continue;
    const identified = identify(read, cwd);
    if (identified.identity.kind === 'policy') sure.push(await loadFile(identified, loading));
    // What was parsed is many times as large as the text: it is held of one file at a time.
    files.push({ ...identified, parsed: undefined });
  }
  const included = new Set(sure.flatMap((loaded) => loaded.files.map(({ file }) => file)));
  // A file that nobody can read as YAML may be a policy: it is reported, unless a policy that includes it does so.
  const unsure = await loadEach(
    files.filter(({ file, identity }) => identity.kind === 'broken' && !included.has(file)),
    loading,
  );
  const policies = [...sure, ...unsure].sort((a, b) => (a.file < b.file ? -1 : 1));
  if (policies.length > 0) return { policies: refuseRepeatedNames(policies, namePlacesOf(files)), diagnostics: [] };
  const shown = displayPath(folder, cwd);
  const help = 'a policy is a .yaml file with a `policy:` key';
  return { policies: [], diagnostics: [fileFinding('no-policy', shown, `no policy in ${shown}`, help)] };
}

async function pathsIn(folder: string): Promise<readonly string[]> {
  const names = (await readdir(folder)).filter(
    (name) => /\.ya?ml$/i.test(name) && !/\.test\.ya?ml$/i.test(name) && !name.startsWith('.'),
  );
  return names.sort().map((name) => join(folder, name));
}

async function loadEach(files: readonly IdentifiedFile[], loading: Loading): Promise<readonly LoadedPolicy[]> {
  const loaded: LoadedPolicy[] = [];
  for (const file of files) loaded.push(await loadFile(file, loading));
  return loaded;
}

function namePlacesOf(files: readonly IdentifiedFile[]) {
  return new Map(
    files.flatMap(({ file, identity }) => (identity.kind === 'policy' ? [[file, identity.place] as const] : [])),
  );
}

async function loadFile(identified: IdentifiedFile, { cwd, instead }: Loading): Promise<LoadedPolicy> {
  const { path, file, text, error, identity, parsed } = identified;
  const files: LoadedFile[] = [{ file, text }];
  if (text === undefined) {
    const finding = fileFinding('file-unreadable', file, `cannot read ${file}: ${whyUnreadable(error)}`);
    return { file, files, diagnostics: [finding], sources: [] };
  }
  const folder = dirname(path);
  const reading = readPolicyFiles(text, file, { parsed });
  let step = reading.next();
  while (!step.done) {
    const named = join(folder, step.value.path);
    const given = instead.get(named);
    const found: FoundFile =
      given === undefined ? await findNamed(named, folder, step.value.maxBytes) : { kind: 'text', text: given };
    files.push({ file: displayPath(named, cwd), text: found.kind === 'text' ? found.text : undefined });
    step = reading.next(found);
  }
  const name = identity.kind === 'include' ? undefined : identity.name;
  return { file, files, ...(name !== undefined && { name }), ...linkFiles(step.value) };
}

/** Links may lead anywhere below the policy's folder, as Kubernetes mounts a ConfigMap, and not out of it. */
async function findNamed(path: string, folder: string, maxBytes: number): Promise<FoundFile> {
  try {
    const target = await realpath(path);
    if (leaves(relative(await realpath(folder), target))) return { kind: 'outside' };
    return { kind: 'text', text: await readText(target, maxBytes) };
  } catch (error) {
    const reason = whyUnreadable(error);
    return isMissing(error) ? { kind: 'missing' } : { kind: 'unreadable', reason };
  }
}

async function readFile(path: string): Promise<ReadFile> {
  try {
    return { path, text: await readText(path) };
  } catch (error) {
    return { path, text: undefined, error };
  }
}

/** Reads no more than is needed to see that a file is too large. */
async function readText(path: string, maxBytes = maxFileBytes): Promise<string> {
  const bytes = await readRegularFile(path, maxBytes);
  return bytes.length > maxBytes ? bytes.toString('latin1') : decodeText(bytes);
}

function identify(read: ReadFile, cwd: string): IdentifiedFile {
  const file = displayPath(read.path, cwd);
  if (read.text === undefined) return { ...read, file, identity: { kind: 'broken' } };
  const parsed = parseYaml(read.text, file);
  return { ...read, file, identity: identifyFile(read.text, parsed), parsed };
}

function isFolder({ error }: ReadFile): boolean {
  return error instanceof NotAFileError && error.folder;
}

function isMissing(error: unknown): boolean {
  const { code } = error as { readonly code?: unknown };
  return code === 'ENOENT' || code === 'ENOTDIR';
}

function fileFinding(code: DiagnosticCode, file: string, message: string, help?: string): Diagnostic {
  return { code, severity: 'error', message, place: wholeFile(file), ...(help !== undefined && { help }) };
}

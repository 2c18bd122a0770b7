import { closeSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { cwd } from 'node:process';
import type { DiagnosticCode } from '../diagnostics/codes.js';
import { type Diagnostic, sortDiagnostics } from '../diagnostics/diagnostic.js';
import type { Place } from '../diagnostics/place.js';
import { type FileIdentity, identifyFile } from './identify-file.js';
import { type PolicyResult, parsePolicy } from './parse-policy.js';
import { maxFileBytes } from './parse-yaml.js';

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

export interface LoadedPolicies {
  /** In the order of their file names. */
  readonly policies: readonly LoadedPolicy[];
  /** Findings that belong to no policy: an empty folder, a path that does not exist. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads a policy and its includes. Never rejects: a file that cannot be read is a finding. */
export async function loadPolicy(path: string): Promise<LoadedPolicy> {
  return loadFile(identify(readFile(resolve(path))));
}

/**
 * Reads one policy file, or all policies of a folder: every `*.yaml` and `*.yml` with a `policy:` key. Fixtures
 * (`*.test.yaml`), hidden files and files to be included are skipped; a file that cannot be told is reported. Links are
 * followed. Never rejects.
 */
export async function loadPolicies(path: string): Promise<LoadedPolicies> {
  const absolute = resolve(path);
  try {
    return statSync(absolute).isDirectory()
      ? loadFolder(absolute)
      : { policies: [loadFile(identify(readFile(absolute)))], diagnostics: [] };
  } catch (error) {
    const message = `cannot read ${displayPath(absolute)}: ${reasonOf(error)}`;
    const help = 'give the path of a policy file, or of a folder of policies';
    return { policies: [], diagnostics: [fileFinding('file-unreadable', displayPath(absolute), message, help)] };
  }
}

/** A file that was read once, so that what it is and what it says cannot differ. */
interface ReadFile {
  readonly path: string;
  /** Undefined when it could not be read. */
  readonly text: string | undefined;
  /** Why it could not be read, when it does exist. */
  readonly reason?: string;
}

interface IdentifiedFile extends ReadFile {
  readonly identity: FileIdentity;
}

function loadFolder(folder: string): LoadedPolicies {
  const files = readdirSync(folder)
    .filter((name) => /\.ya?ml$/i.test(name) && !/\.test\.ya?ml$/i.test(name) && !name.startsWith('.'))
    .sort()
    .map((name) => join(folder, name))
    .filter((path) => !isFolder(path))
    .map((path) => identify(readFile(path)));
  const sure = files.filter(({ identity }) => identity.kind === 'policy').map(loadFile);
  const included = new Set(sure.flatMap((loaded) => loaded.files.map(({ file }) => file)));
  // A file that nobody can read as YAML may be a policy: it is reported, unless a policy that includes it does so.
  const unsure = files
    .filter(({ path, identity }) => identity.kind === 'broken' && !included.has(displayPath(path)))
    .map(loadFile);
  const policies = [...sure, ...unsure].sort((a, b) => (a.file < b.file ? -1 : 1));
  if (policies.length > 0) return { policies: refuseRepeatedNames(policies, files), diagnostics: [] };
  const message = `no policy in ${displayPath(folder)}`;
  const help = 'a policy is a .yaml file with a `policy:` key';
  return { policies: [], diagnostics: [fileFinding('no-policy', displayPath(folder), message, help)] };
}

/** Requests name their policy, so a name must be one policy's; the file that comes later is refused. */
function refuseRepeatedNames(policies: readonly LoadedPolicy[], files: readonly IdentifiedFile[]): LoadedPolicy[] {
  const first = new Map<string, LoadedPolicy>();
  const placeOf = (file: string): Place => {
    const identity = files.find(({ path }) => displayPath(path) === file)?.identity;
    return identity?.kind === 'policy' ? identity.place : wholeFile(file);
  };
  return policies.map((loaded) => {
    const { policy: _refused, ...rest } = loaded;
    if (loaded.name === undefined) return loaded;
    const other = first.get(loaded.name);
    if (other === undefined) {
      first.set(loaded.name, loaded);
      return loaded;
    }
    const repeated: Diagnostic = {
      code: 'duplicate-name',
      severity: 'error',
      message: `the policy "${loaded.name}" is defined twice in this folder`,
      help: 'choose another name',
      place: placeOf(loaded.file),
      related: [{ message: 'it is defined here first', place: placeOf(other.file) }],
    };
    const sources = [...loaded.sources, ...other.sources];
    return { ...rest, sources, diagnostics: sortDiagnostics([...loaded.diagnostics, repeated]) };
  });
}

function loadFile({ path, text, reason, identity }: IdentifiedFile): LoadedPolicy {
  const file = displayPath(path);
  const files: LoadedFile[] = [{ file, text }];
  if (text === undefined) {
    const finding = fileFinding('file-unreadable', file, `cannot read ${file}: ${reason ?? 'it does not exist'}`);
    return { file, files, diagnostics: [finding], sources: [] };
  }
  const readInclude = (name: string): string | undefined => {
    const included = readFile(join(dirname(path), name));
    files.push({ file: displayPath(included.path), text: included.text });
    if (included.reason !== undefined) throw new Error(included.reason);
    return included.text;
  };
  const result = parsePolicy(text, { file, readInclude });
  const name = identity.kind === 'include' ? undefined : identity.name;
  return { file, files, ...(name !== undefined && { name }), ...result };
}

function readFile(path: string): ReadFile {
  try {
    return { path, text: readText(path) };
  } catch (error) {
    return { path, text: undefined, reason: reasonOf(error) };
  }
}

function identify(file: ReadFile): IdentifiedFile {
  const identity: FileIdentity =
    file.text === undefined ? { kind: 'broken' } : identifyFile(file.text, displayPath(file.path));
  return { ...file, identity };
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** Undefined when there is no such file. Reads no more than is needed to see that a file is too large. */
function readText(path: string): string | undefined {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) return undefined;
  if (!found.isFile()) throw new Error(found.isDirectory() ? 'it is a folder' : 'it is not a file');
  const buffer = Buffer.alloc(Math.min(found.size, maxFileBytes) + 1);
  const descriptor = openSync(path, 'r');
  try {
    let length = 0;
    for (let read = -1; read !== 0 && length < buffer.length; length += read) {
      read = readSync(descriptor, buffer, length, buffer.length - length, null);
    }
    if (length > maxFileBytes) return buffer.toString('latin1');
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(buffer.subarray(0, length));
  } finally {
    closeSync(descriptor);
  }
}

/** As a person would name it: relative to the working directory when it is inside. */
function displayPath(path: string): string {
  const inside = relative(cwd(), path);
  const shown = inside === '' || inside.startsWith('..') || isAbsolute(inside) ? path : inside;
  return shown.replaceAll(sep, '/');
}

function fileFinding(code: DiagnosticCode, file: string, message: string, help?: string): Diagnostic {
  return { code, severity: 'error', message, place: wholeFile(file), ...(help !== undefined && { help }) };
}

function wholeFile(file: string): Place {
  return { file, pointer: '', line: 1, column: 1, endLine: 1, endColumn: 1 };
}

function reasonOf(error: unknown): string {
  const { code, message } = error as { readonly code?: unknown; readonly message?: unknown };
  switch (code) {
    case 'ENOENT':
      return 'it does not exist';
    case 'EACCES':
    case 'EPERM':
      return 'permission denied';
    case 'ERR_ENCODING_INVALID_ENCODED_DATA':
      return 'it is not UTF-8 text';
    default:
      return String(message);
  }
}

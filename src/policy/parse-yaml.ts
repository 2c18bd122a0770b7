import {
  Composer,
  type Document,
  isAlias,
  isCollection,
  isMap,
  isNode,
  isScalar,
  isSeq,
  Lexer,
  type Node,
  type Pair,
  Parser,
  type Scalar,
  visit,
  type YAMLMap,
} from 'yaml';
import type { DiagnosticCode } from '../diagnostics/codes.js';
import type { Diagnostic } from '../diagnostics/diagnostic.js';
import { appendPointer } from './json-pointer.js';
import { createPlacer, createPlaces, type PlacedValue, type Placer, type Places } from './places.js';
import { mayBeSecret } from './quote.js';
import { surprisingNumber } from './yaml-surprise.js';
import { yamlSyntaxHelp } from './yaml-syntax-help.js';

export interface ParsedYaml {
  /** Plain data; undefined when the text cannot be read at all. */
  readonly value: unknown;
  readonly places: Places;
  readonly diagnostics: readonly Diagnostic[];
}

/** The largest file that is read, in UTF-8 bytes. */
export const maxFileBytes = 1024 * 1024;
const maxDepth = 100;
/** Values that aliases may add to a file. */
const maxAliasValues = 10_000;

/** The text without a byte order mark; places count from there. */
export function withoutByteOrderMark(text: string): string {
  return text.startsWith('\ufeff') ? text.slice(1) : text;
}

/**
 * Reads one YAML 1.2 document (core schema) and notes where every value stands. Refuses what policies do not use:
 * duplicate keys, tags beyond the core ones, directives, merge keys, a second document, aliases that explode.
 * Never throws.
 */
export function parseYaml(source: string, file: string): ParsedYaml {
  const text = withoutByteOrderMark(source);
  const findings = new Findings(createPlacer(file, text));
  const unreadable = (): ParsedYaml => ({
    value: undefined,
    places: createPlaces(file, text, new Map([['', { start: 0, end: text.length }]])),
    diagnostics: findings.list,
  });
  if (new TextEncoder().encode(text).length > maxFileBytes) {
    findings.add('file-too-large', 'a policy file may have at most 1 MiB', 0, 0, 'split it with `include`');
    return unreadable();
  }
  const document = compose(text, findings);
  if (document === undefined) return unreadable();
  const reader = new DocumentReader(findings);
  const value = reader.read(document.contents, '', undefined);
  if (reader.gaveUp) return unreadable();
  reader.reportTags(document);
  return { value, places: createPlaces(file, text, reader.values), diagnostics: findings.list };
}

class Findings {
  readonly list: Diagnostic[] = [];
  readonly place: Placer;

  constructor(place: Placer) {
    this.place = place;
  }

  add(code: DiagnosticCode, message: string, start: number, end: number, help: string, pointer = ''): void {
    this.list.push({ code, severity: 'error', message, help, place: this.place(pointer, start, end) });
  }
}

type Token = Parameters<Composer['next']>[0];

function compose(text: string, findings: Findings): Document.Parsed | undefined {
  const tokens = tokenize(text, findings);
  if (tokens === undefined) return undefined;
  const composer = new Composer({
    version: '1.2',
    schema: 'core',
    merge: false,
    resolveKnownTags: false,
    uniqueKeys: false,
    strict: true,
    prettyErrors: false,
    logLevel: 'silent',
  });
  const [document, second] = composer.compose(tokens, false, text.length) as Iterable<Document.Parsed>;
  if (document === undefined || (document.contents === null && document.errors.length === 0)) {
    findings.add('file-empty', 'the file has no content', 0, 0, 'write a policy, or remove the file');
    return undefined;
  }
  const syntax = document.errors.toSorted((a, b) => a.pos[0] - b.pos[0])[0];
  if (syntax !== undefined) {
    // What follows the first syntax error is guesswork, so it is not reported.
    const open = unclosedNode(document, text, syntax.pos[0]);
    const { message, help, start, end } = yamlSyntaxHelp(syntax.code, syntax.message, text, syntax.pos, open);
    findings.add('yaml-syntax', message, start, end, help);
    return undefined;
  }
  if (second !== undefined) {
    const start = tokens.filter((token) => token.type === 'document')[1]?.offset ?? second.range[0];
    findings.add('yaml-unsupported', 'a second document starts here', start, start + 3, 'keep one document in a file');
  }
  return document;
}

/** Stops before a nesting that would exhaust the stack of whatever walks the result. */
function tokenize(text: string, findings: Findings): Token[] | undefined {
  const parser = new Parser();
  const tokens: Token[] = [];
  const take = (token: Token): void => {
    if (token.type !== 'directive') tokens.push(token);
    else {
      const name = token.source.split(/\s/)[0] ?? '';
      const end = token.offset + token.source.length;
      findings.add(
        'yaml-unsupported',
        `the directive \`${name}\` is not used in policies`,
        token.offset,
        end,
        'remove it',
      );
    }
  };
  for (const lexeme of new Lexer().lex(text)) {
    for (const token of parser.next(lexeme)) take(token);
    if (parser.stack.length > 2 * maxDepth) {
      const help = 'nest less deeply';
      findings.add('yaml-unsupported', `values are nested deeper than ${maxDepth}`, parser.offset, parser.offset, help);
      return undefined;
    }
  }
  for (const token of parser.end()) take(token);
  return tokens;
}

/** Where the innermost bracket or quote opens that is not closed before a syntax error. */
function unclosedNode(document: Document.Parsed, text: string, error: number): number | undefined {
  let innermost: number | undefined;
  visit(document, (_key, node) => {
    if (!isNode(node) || !node.range || node.range[0] > error) return;
    const [start, end] = node.range;
    const closer = closers[text.charAt(start)];
    const opens = isCollection(node) ? node.flow === true : isScalar(node) && node.type?.startsWith('QUOTE') === true;
    const closed = text.charAt(end - 1) === closer && end - start > 1;
    if (opens && closer !== undefined && !closed) innermost = start;
  });
  return innermost;
}

const closers: Readonly<Record<string, string>> = { '[': ']', '{': '}', '"': '"', "'": "'" };

interface Span {
  readonly start: number;
  readonly end: number;
}

/** Turns nodes into plain data. */
class DocumentReader {
  readonly values = new Map<string, PlacedValue>();
  readonly #findings: Findings;
  readonly #anchors = new Map<string, Node>();
  readonly #tagged = new Map<Node, string>();
  /** Nodes being read, outermost first. */
  readonly #open: Node[] = [];
  /** The alias in the file's own text that is being expanded. */
  #outerAlias: Span | undefined;
  /** Values that aliases have added. */
  #aliasValues = 0;
  /** Whether the values are too many or too deep, so that none are given. */
  gaveUp = false;

  constructor(findings: Findings) {
    this.#findings = findings;
  }

  read(node: Node | null | undefined, pointer: string, key: Span | undefined): unknown {
    if (this.#outerAlias !== undefined) this.#aliasValues += 1;
    const span = spanOf(node) ?? { start: key?.end ?? 0, end: key?.end ?? 0 };
    const place = key === undefined ? span : { ...span, key };
    if (node === null || node === undefined || this.gaveUp) {
      this.values.set(pointer, place);
      return null;
    }
    if (isAlias(node)) return this.#readAlias(node.source, pointer, place);
    if (node.anchor !== undefined) this.#anchors.set(node.anchor, node);
    if (this.#open.length > maxDepth) {
      this.#giveUp('yaml-unsupported', `values are nested deeper than ${maxDepth}`, span, 'nest less deeply');
      return null;
    }
    const refused = this.#noteTag(node, pointer);
    this.#open.push(node);
    const value = this.#readNode(node, pointer, refused ? { ...place, refused } : place);
    this.#open.pop();
    return value;
  }

  #readNode(node: Node, pointer: string, place: PlacedValue): unknown {
    if (isMap(node)) return this.#readMap(node as YAMLMap<Node, Node | null>, pointer, place);
    if (isSeq(node)) {
      this.values.set(pointer, place);
      return node.items.map((item, index) => this.read(item as Node, appendPointer(pointer, index), undefined));
    }
    return this.#readScalar(node as Scalar, pointer, place);
  }

  #readScalar(scalar: Scalar, pointer: string, place: PlacedValue): unknown {
    if (scalar.type !== 'PLAIN') {
      this.values.set(pointer, place);
      return scalar.value;
    }
    const source = scalar.source ?? '';
    const surprise =
      typeof scalar.value === 'number' && !mayBeSecret(source, pointer)
        ? surprisingNumber(source, scalar.value)
        : undefined;
    if (surprise !== undefined) {
      this.#findings.add('yaml-surprise', surprise.message, place.start, place.end, surprise.help, pointer);
    }
    this.values.set(pointer, { ...place, plain: source, refused: place.refused === true || surprise !== undefined });
    return scalar.value;
  }

  #readMap(map: YAMLMap<Node, Node | null>, pointer: string, place: PlacedValue): unknown {
    const entries = new Map<string, unknown>();
    const starts = new Map<string, Span>();
    const merged: Pair<Node, Node | null>[] = [];
    this.values.set(pointer, place);
    for (const pair of map.items) {
      const span = spanOf(pair.key) ?? { start: place.start, end: place.start };
      const key = this.#keyOf(pair.key, span, pointer);
      if (key === undefined) continue;
      if (key === '<<' && isScalar(pair.key) && pair.key.type === 'PLAIN') {
        const help = 'write the keys out, or put the shared settings into a tier';
        this.#findings.add(
          'yaml-unsupported',
          'the merge key `<<` is not used in policies',
          span.start,
          span.end,
          help,
          pointer,
        );
        merged.push(pair);
        continue;
      }
      const first = starts.get(key);
      if (first !== undefined) {
        this.#reportDuplicate(key, first, span, appendPointer(pointer, key));
        this.#readDuplicate(entries, key, pair.value, appendPointer(pointer, key));
        continue;
      }
      starts.set(key, span);
      entries.set(key, this.read(pair.value, appendPointer(pointer, key), span));
    }
    this.values.set(pointer, { ...place, keys: [...entries.keys()] });
    for (const pair of merged) this.#merge(entries, pair, pointer);
    return toObject(entries);
  }

  /**
   * Already refused; what a second mapping defines is read nevertheless, so that the names in it are not unknown too.
   * What both define stays as it is first.
   */
  #readDuplicate(entries: Map<string, unknown>, key: string, node: Node | null, pointer: string): void {
    const first = entries.get(key);
    if (!isMap(node) || typeof first !== 'object' || first === null || Array.isArray(first)) return;
    const before = new Map(this.values);
    const second = this.read(node, pointer, undefined) as object;
    for (const [at, place] of before) this.values.set(at, place);
    const keys = [...new Set([...Object.keys(first), ...Object.keys(second)])];
    this.values.set(pointer, { ...before.get(pointer)!, keys });
    entries.set(key, toObject(new Map([...Object.entries(second), ...Object.entries(first)])));
  }

  /** Already refused; merged nevertheless, so that the keys it brings are not reported as missing too. */
  #merge(entries: Map<string, unknown>, pair: Pair<Node, Node | null>, pointer: string): void {
    const alias = spanOf(pair.key) ?? { start: 0, end: 0 };
    const node = isAlias(pair.value) ? this.#anchors.get(pair.value.source) : pair.value;
    for (const source of isSeq(node) ? node.items : [node]) {
      const target = isAlias(source) ? this.#anchors.get(source.source) : source;
      if (!isMap(target) || this.#open.includes(target)) continue;
      for (const entry of (target as YAMLMap<Node, Node | null>).items) {
        if (!isScalar(entry.key)) continue;
        const key = keyText(entry.key);
        if (entries.has(key)) continue;
        const at = appendPointer(pointer, key);
        entries.set(
          key,
          this.#expand(alias, () => this.read(entry.value, at, spanOf(entry.key))),
        );
      }
    }
  }

  #keyOf(key: Node | null, span: Span, pointer: string): string | undefined {
    if (isScalar(key) && !(key.value === null && key.type === 'PLAIN')) return keyText(key);
    const shown = isScalar(key) ? 'a key is empty' : 'a key is not a text';
    this.#findings.add('yaml-unsupported', shown, span.start, span.end, 'write a text as the key', pointer);
    return undefined;
  }

  #reportDuplicate(key: string, first: Span, second: Span, pointer: string): void {
    this.#findings.list.push({
      code: 'yaml-duplicate-key',
      severity: 'error',
      message: `the key \`${key}\` stands twice in this mapping`,
      help: 'keep one of the two',
      place: this.#findings.place(pointer, second.start, second.end),
      related: [{ message: 'it stands here first', place: this.#findings.place(pointer, first.start, first.end) }],
    });
  }

  #readAlias(anchor: string, pointer: string, place: PlacedValue): unknown {
    const target = this.#anchors.get(anchor);
    if (target !== undefined && !this.#open.includes(target)) {
      return this.#expand(place, () => this.read(target, pointer, place.key));
    }
    const [code, message] =
      target === undefined
        ? (['yaml-syntax', `the alias \`*${anchor}\` has no anchor \`&${anchor}\` before it`] as const)
        : (['yaml-alias-bomb', `the alias \`*${anchor}\` stands inside its own anchor`] as const);
    this.#findings.add(code, message, place.start, place.end, 'write the value out', pointer);
    this.values.set(pointer, { ...place, refused: true });
    return null;
  }

  /** Reads what an alias stands for, unless aliases have brought too much already. */
  #expand<T>(alias: Span, read: () => T): T | null {
    this.#outerAlias ??= alias;
    const outer = this.#outerAlias === alias;
    if (this.#aliasValues > maxAliasValues) {
      const message = `aliases expand to more than ${maxAliasValues} values`;
      this.#giveUp('yaml-alias-bomb', message, this.#outerAlias, 'write the values out');
    }
    const value = this.gaveUp ? null : read();
    if (outer) this.#outerAlias = undefined;
    return value;
  }

  #giveUp(code: DiagnosticCode, message: string, { start, end }: Span, help: string): void {
    if (!this.gaveUp) this.#findings.add(code, message, start, end, help);
    this.gaveUp = true;
  }

  #noteTag(node: Node, pointer: string): boolean {
    if (node.tag === undefined || coreTags.has(node.tag)) return false;
    if (!this.#tagged.has(node)) this.#tagged.set(node, pointer);
    return true;
  }

  /** The parser gives a tag's place only in its own warnings, which come in the order of the nodes. */
  reportTags(document: Document.Parsed): void {
    const tagged = [...this.#tagged].sort(([a], [b]) => (a.range?.[0] ?? 0) - (b.range?.[0] ?? 0));
    const warnings = document.warnings
      .filter((warning) => warning.code === 'TAG_RESOLVE_FAILED')
      .sort((a, b) => a.pos[0] - b.pos[0]);
    warnings.forEach(({ pos, message }, index) => {
      const tag = message.replace(/^.*: /, '').replace('tag:yaml.org,2002:', '!!');
      const help = tag === '!env' ? 'write { env: NAME }' : 'remove the tag';
      this.#findings.add(
        'yaml-unsupported',
        `the tag \`${tag}\` is not used in policies`,
        pos[0],
        pos[1],
        help,
        tagged[index]?.[1],
      );
    });
  }
}

const coreTags = new Set(
  ['map', 'seq', 'str', 'int', 'float', 'bool', 'null'].map((name) => `tag:yaml.org,2002:${name}`),
);

function spanOf(node: Node | null | undefined): Span | undefined {
  return node?.range ? { start: node.range[0], end: node.range[1] } : undefined;
}

/** A plain key keeps the text as it is written, so that `1.10` stays `1.10`. */
function keyText(key: Scalar): string {
  return key.type === 'PLAIN' ? (key.source ?? '') : String(key.value);
}

/** Own properties only, `__proto__` included. */
function toObject(entries: ReadonlyMap<string, unknown>): Record<string, unknown> {
  const object: Record<string, unknown> = {};
  for (const [key, value] of entries) {
    Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
  }
  return object;
}

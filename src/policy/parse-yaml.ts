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
  Parser,
  type ScalarTag,
  visit,
} from 'yaml';
import type { Diagnostic } from '../diagnostics/diagnostic.js';
import { createPlaces, type Places } from './places.js';
import { YamlDocumentReader } from './read-yaml-document.js';
import { YamlFindings } from './yaml-findings.js';
import { yamlSyntaxHelp } from './yaml-syntax-help.js';
import type { ScalarNode, Span, YamlNode } from './yaml-tree.js';

export interface ParsedYaml {
  /** Plain data; undefined when the text cannot be read at all. */
  readonly value: unknown;
  readonly places: Places;
  readonly diagnostics: readonly Diagnostic[];
}

/** The largest file that is read, in UTF-8 bytes. */
export const maxFileBytes = 1024 * 1024;
/** Levels of nesting that the parser keeps open; the reader's own limit is tighter. */
const maxOpenLevels = 250;

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
  const findings = new YamlFindings(file, text);
  const parsed = parseTree(text, findings);
  return readTree(parsed?.tree, text, file, findings);
}

/** A YAML text as it is written, for what changes the text and keeps the rest of it. */
export interface WrittenYaml extends ParsedYaml {
  /** Without a byte order mark; offsets count from there. */
  readonly text: string;
  readonly tree: YamlNode;
  /** In the text's order; those in the header line of a block scalar too. */
  readonly comments: readonly Span[];
}

/** The same, with the tree and the comments; undefined when the text cannot be read as YAML. Never throws. */
export function parseWrittenYaml(source: string, file: string): WrittenYaml | undefined {
  const text = withoutByteOrderMark(source);
  const findings = new YamlFindings(file, text);
  const parsed = parseTree(text, findings);
  if (parsed?.tree === undefined) return undefined;
  const { tree, tokens } = parsed;
  const comments = tokens.flatMap(commentsIn).sort((a, b) => a.start - b.start);
  return { ...readTree(tree, text, file, findings), text, tree, comments };
}

function readTree(tree: YamlNode | undefined, text: string, file: string, findings: YamlFindings): ParsedYaml {
  const reader = new YamlDocumentReader(findings);
  const read = tree === undefined ? undefined : reader.readDocument(tree);
  const places =
    read === undefined
      ? createPlaces(file, text, { start: 0, end: text.length })
      : createPlaces(file, text, read, reader.refused);
  return { value: read?.value, places, diagnostics: findings.list };
}

interface ParsedTree {
  readonly tree: YamlNode | undefined;
  readonly tokens: readonly Token[];
}

function parseTree(text: string, findings: YamlFindings): ParsedTree | undefined {
  if (new TextEncoder().encode(text).length > maxFileBytes) {
    const help = 'split it with `include`';
    findings.add('file-too-large', 'a policy file may have at most 1 MiB', { start: 0, end: 0 }, help);
    return undefined;
  }
  const tokens = tokenize(text, findings);
  if (tokens === undefined) return undefined;
  const document = compose(text, tokens, findings);
  return document === undefined ? undefined : { tree: toTree(document), tokens };
}

/** Where the comments stand: the library keeps them in the lists that hold what is between the values. */
function commentsIn(token: unknown): Span[] {
  if (Array.isArray(token)) return token.flatMap(commentsIn);
  if (typeof token !== 'object' || token === null) return [];
  const { type, offset, source, ...parts } = token as { type?: string; offset?: number; source?: string };
  if (type === 'comment') return [{ start: offset ?? 0, end: (offset ?? 0) + (source ?? '').length }];
  return Object.values(parts).flatMap(commentsIn);
}

type Token = Parameters<Composer['next']>[0];

/** Stops before a nesting that would exhaust the stack of whatever walks the result. */
function tokenize(text: string, findings: YamlFindings): Token[] | undefined {
  const parser = new Parser();
  const tokens: Token[] = [];
  const take = (token: Token): void => {
    if (token.type === 'directive') refuseDirective(token.source, token.offset, findings);
    else tokens.push(token);
  };
  for (const lexeme of new Lexer().lex(text)) {
    for (const token of parser.next(lexeme)) take(token);
    if (parser.stack.length > maxOpenLevels) {
      const span = { start: parser.offset, end: parser.offset };
      findings.add('yaml-unsupported', 'values are nested too deep', span, 'nest less deeply');
      return undefined;
    }
  }
  for (const token of parser.end()) take(token);
  return tokens;
}

function refuseDirective(source: string, start: number, findings: YamlFindings): void {
  const message = `the directive \`${source.split(/\s/)[0]}\` is not used in policies`;
  findings.add('yaml-unsupported', message, { start, end: start + source.length }, 'remove it');
}

const coreTagPrefix = 'tag:yaml.org,2002:';
const coreTags = new Set(
  ['map', 'seq', 'str', 'int', 'float', 'bool', 'null'].map((name) => `${coreTagPrefix}${name}`),
);

/**
 * A plain scalar that can only be a text, by its beginning: found first, it spares the eight patterns of the core
 * schema, by which the library would learn the same.
 */
const plainWord: ScalarTag = {
  tag: `${coreTagPrefix}str`,
  default: true,
  test: /^[A-Za-z_](?!ull|ULL|rue|RUE|alse|ALSE)/,
  resolve: (text) => text,
};

function compose(text: string, tokens: readonly Token[], findings: YamlFindings): Document.Parsed | undefined {
  const composer = new Composer({
    version: '1.2',
    schema: 'core',
    customTags: (tags) => [plainWord, ...tags],
    merge: false,
    resolveKnownTags: false,
    uniqueKeys: false,
    strict: true,
    prettyErrors: false,
    logLevel: 'silent',
  });
  const [document, second] = composer.compose(tokens, false, text.length) as Iterable<Document.Parsed>;
  if (document === undefined || (document.contents === null && document.errors.length === 0)) {
    const help = 'write a policy, or remove the file';
    findings.add('file-empty', 'the file has no content', { start: 0, end: 0 }, help);
    return undefined;
  }
  if (document.errors.length > 0) {
    reportSyntax(document, text, findings);
    return undefined;
  }
  if (second !== undefined) {
    const start = tokens.filter((token) => token.type === 'document')[1]?.offset ?? second.range[0];
    const span = { start, end: start + '---'.length };
    findings.add('yaml-unsupported', 'a second document starts here', span, 'keep one document in a file');
  }
  return document;
}

/** Reports the first error only: what follows it is guesswork. */
function reportSyntax(document: Document.Parsed, text: string, findings: YamlFindings): void {
  const [first] = document.errors.toSorted((a, b) => a.pos[0] - b.pos[0]);
  if (first === undefined) return;
  const open = unclosedNode(document, text, first.pos[0]);
  const { message, help, ...span } = yamlSyntaxHelp(first.code, first.message, text, first.pos, open);
  findings.add('yaml-syntax', message, span, help);
}

const closers: Readonly<Record<string, string>> = { '[': ']', '{': '}', '"': '"', "'": "'" };

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

/** The library's nodes as our own. It says where a tag stands only in warnings, which come in the order of the nodes. */
function toTree(document: Document.Parsed): YamlNode | undefined {
  const tags = document.warnings
    .filter(({ code }) => code === 'TAG_RESOLVE_FAILED')
    .sort((a, b) => b.pos[0] - a.pos[0]);
  const tagOf = (node: Node): (Span & { name: string }) | undefined => {
    if (node.tag === undefined || coreTags.has(node.tag)) return undefined;
    const warning = tags.pop();
    const [start, end] = warning?.pos ?? node.range ?? [0, 0];
    return { start, end, name: node.tag.replace(coreTagPrefix, '!!') };
  };
  const convert = (node: unknown): YamlNode | undefined => {
    if (!isNode(node)) return undefined;
    const anchor = isAlias(node) ? undefined : node.anchor;
    if (anchor === undefined && node.tag === undefined) return content(node);
    const tag = isAlias(node) ? undefined : tagOf(node);
    const coreTag = node.tag !== undefined && coreTags.has(node.tag) ? `!!${node.tag.slice(coreTagPrefix.length)}` : '';
    const converted = content(node);
    return (
      converted && {
        ...converted,
        ...(anchor !== undefined && { anchor }),
        ...(tag !== undefined && { tag }),
        ...(coreTag !== '' && { coreTag }),
      }
    );
  };
  // Written out, not spread: a large policy has some hundred thousand nodes.
  const content = (node: Node): YamlNode | undefined => {
    const [start, end] = node.range ?? [0, 0];
    if (isScalar(node)) {
      const value = node.value as ScalarNode['value'];
      if (node.type !== 'PLAIN') return { start, end, kind: 'scalar', value };
      return { start, end, kind: 'scalar', value, plain: node.source ?? '' };
    }
    if (isMap(node)) {
      const entries = node.items.map(({ key, value }) => ({ key: convert(key), value: convert(value) }));
      return { start, end, kind: 'mapping', entries };
    }
    if (isSeq(node)) return { start, end, kind: 'list', items: node.items.map(convert) };
    return isAlias(node) ? { start, end, kind: 'alias', name: node.source } : undefined;
  };
  return convert(document.contents);
}

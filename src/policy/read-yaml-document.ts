import type { DiagnosticCode } from '../diagnostics/codes.js';
import { appendPointer } from './json-pointer.js';
import type { PlacedValue } from './places.js';
import { mayBeSecret, quoteKey } from './quote.js';
import type { YamlFindings } from './yaml-findings.js';
import { surprisingNumber } from './yaml-surprise.js';
import type { AliasNode, MappingNode, ScalarNode, Span, YamlEntry, YamlNode } from './yaml-tree.js';

/** Levels of mappings and lists, aliases followed. */
const maxDepth = 100;
/** Values that aliases may add to a file. */
const maxAliasValues = 10_000;
/** Duplicate mappings whose entries are looked at. */
const maxReadDuplicates = 20;

/**
 * Turns a YAML tree into plain data and notes where each value stands. What is refused is reported, and then read as it
 * was most likely meant, so that one mistake does not look like several.
 */
export class YamlDocumentReader {
  /** By JSON pointer. */
  values = new Map<string, PlacedValue>();
  readonly #findings: YamlFindings;
  readonly #anchors = new Map<string, YamlNode>();
  /** Nodes being read, outermost first. */
  readonly #open: YamlNode[] = [];
  readonly #reportedTags = new Set<YamlNode>();
  /** The alias in the file's own text that is being expanded. */
  #outerAlias: Span | undefined;
  #aliasValues = 0;
  #duplicates = 0;
  #gaveUp = false;

  constructor(findings: YamlFindings) {
    this.#findings = findings;
  }

  /** Undefined when the values are too many or too deep. */
  readDocument(tree: YamlNode): unknown {
    const value = this.#read(tree, '', undefined);
    return this.#gaveUp ? undefined : value;
  }

  #read(node: YamlNode | undefined, pointer: string, key: Span | undefined): unknown {
    if (this.#outerAlias !== undefined) this.#aliasValues += 1;
    const at = key?.end ?? 0;
    const [start, end] = [node?.start ?? at, node?.end ?? at];
    const place = key === undefined ? { start, end } : { start, end, key };
    const isBare = node?.kind === 'scalar' && node.tag === undefined && node.anchor === undefined;
    if (isBare && !this.#gaveUp && this.#open.length <= maxDepth) return this.#readScalar(node, pointer, place);
    this.values.set(pointer, place);
    if (node === undefined || this.#gaveUp) return null;
    if (node.kind === 'alias') return this.#readAlias(node, pointer, place);
    if (node.anchor !== undefined) this.#anchors.set(node.anchor, node);
    if (this.#open.length > maxDepth) {
      this.#giveUp('yaml-unsupported', `values are nested deeper than ${maxDepth}`, node, 'nest less deeply');
      return null;
    }
    this.#refuseTag(node, pointer, place);
    this.#open.push(node);
    const value = this.#readContent(node, pointer, this.values.get(pointer) ?? place);
    this.#open.pop();
    return value;
  }

  #readContent(node: Exclude<YamlNode, AliasNode>, pointer: string, place: PlacedValue): unknown {
    switch (node.kind) {
      case 'mapping':
        return this.#readMapping(node, pointer, place);
      case 'list':
        return node.items.map((item, index) => this.#read(item, appendPointer(pointer, index), undefined));
      case 'scalar':
        return this.#readScalar(node, pointer, place);
      default:
        return node satisfies never;
    }
  }

  #readScalar({ value, plain, start, end }: ScalarNode, pointer: string, place: PlacedValue): unknown {
    if (plain === undefined) {
      this.values.set(pointer, place);
      return value;
    }
    const looksOdd = typeof value === 'number' ? surprisingNumber(plain, value) : undefined;
    const surprise = looksOdd === undefined || mayBeSecret(plain, pointer) ? undefined : looksOdd;
    if (surprise !== undefined) {
      this.#findings.add('yaml-surprise', surprise.message, { start, end }, surprise.help, { pointer });
    }
    const refused = place.refused === true || surprise !== undefined;
    const { start: from, end: to, key } = place;
    const placed = { start: from, end: to, plain, refused };
    this.values.set(pointer, key === undefined ? placed : { start: from, end: to, key, plain, refused });
    return value;
  }

  #readMapping(node: MappingNode, pointer: string, place: PlacedValue): unknown {
    const entries = new Map<string, unknown>();
    const keySpans = new Map<string, Span>();
    const merged: YamlEntry[] = [];
    for (const entry of node.entries) {
      const span = entry.key ?? { start: node.start, end: node.start };
      const key = this.#readKey(entry.key, span, pointer);
      if (key === undefined) continue;
      const at = appendPointer(pointer, key);
      const first = keySpans.get(key);
      if (isMergeKey(entry.key)) merged.push(entry);
      else if (first !== undefined) this.#refuseDuplicate(entries, key, entry.value, at, { first, second: span });
      else {
        keySpans.set(key, span);
        entries.set(key, this.#read(entry.value, at, span));
      }
    }
    this.values.set(pointer, { ...place, keys: [...entries.keys()] });
    for (const entry of merged) this.#refuseMerge(entries, entry, pointer);
    return toObject(entries);
  }

  #readKey(key: YamlNode | undefined, span: Span, pointer: string): string | undefined {
    const empty = key === undefined || (key.kind === 'scalar' && key.value === null && key.plain !== undefined);
    if (key?.kind === 'scalar' && !empty) return keyText(key);
    const message = empty ? 'a key is empty' : 'a key is not a text';
    this.#findings.add('yaml-unsupported', message, span, 'write a text as the key', { pointer });
    return undefined;
  }

  /** What a second mapping defines is read, so that the names in it are not unknown too; the first one's entries win. */
  #refuseDuplicate(
    entries: Map<string, unknown>,
    key: string,
    node: YamlNode | undefined,
    pointer: string,
    { first, second }: { readonly first: Span; readonly second: Span },
  ): void {
    const message = `the key ${quoteKey(key)} stands twice in this mapping`;
    const related = { message: 'it stands here first', span: first };
    this.#findings.add('yaml-duplicate-key', message, second, 'keep one of the two', { pointer, related });
    const known = entries.get(key);
    this.#duplicates += 1;
    if (!isPlainObject(known) || node?.kind !== 'mapping' || this.#duplicates > maxReadDuplicates) return;
    const outer = this.values;
    this.values = new Map();
    const added = this.#read(node, pointer, undefined) as object;
    for (const [at, place] of this.values) if (!outer.has(at)) outer.set(at, place);
    this.values = outer;
    const all = new Map([
      ...Object.entries(known),
      ...Object.entries(added).filter(([name]) => !Object.hasOwn(known, name)),
    ]);
    outer.set(pointer, { ...outer.get(pointer)!, keys: [...all.keys()] });
    entries.set(key, toObject(all));
  }

  /** What a merge key brings is read, so that it is not missing too. */
  #refuseMerge(entries: Map<string, unknown>, { key, value }: YamlEntry, pointer: string): void {
    const span = key ?? { start: 0, end: 0 };
    const help = 'write the keys out, or put the shared settings into a tier';
    this.#findings.add('yaml-unsupported', 'the merge key `<<` is not used in policies', span, help, { pointer });
    const sources = this.#resolve(value);
    for (const source of sources?.kind === 'list' ? sources.items : [sources]) {
      const mapping = this.#resolve(source);
      if (mapping?.kind !== 'mapping' || this.#open.includes(mapping)) continue;
      for (const entry of mapping.entries) {
        if (entry.key?.kind !== 'scalar') continue;
        const name = keyText(entry.key);
        if (entries.has(name)) continue;
        const at = appendPointer(pointer, name);
        entries.set(
          name,
          this.#expand(span, () => this.#read(entry.value, at, entry.key)),
        );
      }
    }
  }

  #resolve(node: YamlNode | undefined): YamlNode | undefined {
    return node?.kind === 'alias' ? this.#anchors.get(node.name) : node;
  }

  #readAlias(alias: AliasNode, pointer: string, place: PlacedValue): unknown {
    const target = this.#anchors.get(alias.name);
    if (target !== undefined && !this.#open.includes(target)) {
      return this.#expand(alias, () => this.#read(target, pointer, place.key));
    }
    const [code, message] =
      target === undefined
        ? (['yaml-syntax', `the alias \`*${alias.name}\` has no anchor \`&${alias.name}\` before it`] as const)
        : (['yaml-alias-bomb', `the alias \`*${alias.name}\` stands inside its own anchor`] as const);
    this.#findings.add(code, message, alias, 'write the value out', { pointer });
    this.values.set(pointer, { ...place, refused: true });
    return null;
  }

  /** Reads what an alias stands for, unless aliases have brought too much already. */
  #expand(alias: Span, read: () => unknown): unknown {
    const outer = this.#outerAlias;
    this.#outerAlias ??= alias;
    if (this.#aliasValues > maxAliasValues) {
      const message = `aliases expand to more than ${maxAliasValues} values`;
      this.#giveUp('yaml-alias-bomb', message, this.#outerAlias, 'write the values out');
    }
    const value = this.#gaveUp ? null : read();
    this.#outerAlias = outer;
    return value;
  }

  #giveUp(code: DiagnosticCode, message: string, span: Span, help: string): void {
    if (!this.#gaveUp) this.#findings.add(code, message, span, help);
    this.#gaveUp = true;
  }

  #refuseTag(node: YamlNode, pointer: string, place: PlacedValue): void {
    if (node.tag === undefined) return;
    this.values.set(pointer, { ...place, refused: true });
    if (this.#reportedTags.has(node)) return;
    this.#reportedTags.add(node);
    const help = node.tag.name === '!env' ? 'write { env: NAME }' : 'remove the tag';
    const message = `the tag \`${node.tag.name}\` is not used in policies`;
    this.#findings.add('yaml-unsupported', message, node.tag, help, { pointer });
  }
}

function isMergeKey(key: YamlNode | undefined): boolean {
  return key?.kind === 'scalar' && key.plain === '<<';
}

/** A plain key keeps the text as it is written, so that `1.10` stays `1.10`. */
function keyText({ plain, value }: ScalarNode): string {
  return plain ?? String(value);
}

function isPlainObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Own properties only, `__proto__` included. */
function toObject(entries: ReadonlyMap<string, unknown>): Record<string, unknown> {
  const object: Record<string, unknown> = {};
  for (const [key, value] of entries) {
    if (key !== '__proto__') object[key] = value;
    // Assigned, this one would change what the object is.
    else Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
  }
  return object;
}

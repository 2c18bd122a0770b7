import type { DiagnosticCode } from '../diagnostics/codes.js';
import { appendPointer, pointerTokens } from './json-pointer.js';
import type { PlacedValue } from './places.js';
import { mayBeSecret, quoteKey } from './quote.js';
import type { YamlFindings } from './yaml-findings.js';
import { surprisingNumber } from './yaml-surprise.js';
import type { AliasNode, ListNode, MappingNode, ScalarNode, Span, YamlEntry, YamlNode } from './yaml-tree.js';

/** Levels of mappings and lists, aliases followed. */
const maxDepth = 100;
/** Values that aliases may add to a file. */
const maxAliasValues = 10_000;
/** Duplicate mappings whose entries are looked at. */
const maxReadDuplicates = 20;

/** A value that was read, and where it stands. */
interface ReadValue extends PlacedValue {
  readonly value: unknown;
  readonly entries?: ReadonlyMap<string, ReadValue> | undefined;
  readonly merged?: ReadonlyMap<string, ReadValue> | undefined;
}

/**
 * Turns a YAML tree into plain data and notes where each value stands. What is refused is reported, and then read as it
 * was most likely meant, so that one mistake does not look like several.
 */
export class YamlDocumentReader {
  readonly #findings: YamlFindings;
  readonly #anchors = new Map<string, YamlNode>();
  /** Nodes being read, outermost first. */
  readonly #open: YamlNode[] = [];
  /** The keys and indexes that lead to the value being read. */
  readonly #path: (string | number)[] = [];
  /** Pointers of values about which a finding was made. */
  #refused = new Set<string>();
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
  readDocument(tree: YamlNode): ReadValue | undefined {
    const read = this.#read(tree, undefined);
    return this.#gaveUp ? undefined : read;
  }

  get refused(): ReadonlySet<string> {
    return this.#refused;
  }

  /** Of the value being read. */
  get #pointer(): string {
    return appendPointer('', ...this.#path);
  }

  #readAt(token: string | number, node: YamlNode | undefined, key: Span | undefined): ReadValue {
    this.#path.push(token);
    const read = this.#read(node, key);
    this.#path.pop();
    return read;
  }

  #read(node: YamlNode | undefined, key: Span | undefined): ReadValue {
    if (this.#outerAlias !== undefined) this.#aliasValues += 1;
    if (node === undefined || this.#gaveUp) return nothing(node ?? { start: key?.end ?? 0, end: key?.end ?? 0 }, key);
    const isBare = node.kind === 'scalar' && node.tag === undefined && node.anchor === undefined;
    if (isBare && this.#open.length <= maxDepth) return this.#readScalar(node, key);
    if (node.kind === 'alias') return this.#readAlias(node, key);
    if (node.anchor !== undefined) this.#anchors.set(node.anchor, node);
    if (this.#open.length > maxDepth) {
      this.#giveUp('yaml-unsupported', `values are nested deeper than ${maxDepth}`, node, 'nest less deeply');
      return nothing(node, key);
    }
    this.#refuseTag(node);
    this.#open.push(node);
    const read = this.#readContent(node, key);
    this.#open.pop();
    return read;
  }

  #readContent(node: Exclude<YamlNode, AliasNode>, key: Span | undefined): ReadValue {
    switch (node.kind) {
      case 'mapping':
        return this.#readMapping(node, key);
      case 'list':
        return this.#readList(node, key);
      case 'scalar':
        return this.#readScalar(node, key);
      default:
        return node satisfies never;
    }
  }

  #readScalar({ value, plain, start, end }: ScalarNode, key: Span | undefined): ReadValue {
    if (typeof value === 'number' && plain !== undefined) this.#refuseSurprise(plain, value, { start, end });
    return { value, start, end, key, plain, entries: undefined, items: undefined, merged: undefined };
  }

  #refuseSurprise(plain: string, value: number, span: Span): void {
    const surprise = surprisingNumber(plain, value);
    if (surprise === undefined) return;
    const pointer = this.#pointer;
    if (mayBeSecret(plain, pointer)) return;
    this.#findings.add('yaml-surprise', surprise.message, span, surprise.help, { pointer });
    this.#refused.add(pointer);
  }

  #readList({ start, end, items: nodes }: ListNode, key: Span | undefined): ReadValue {
    const value: unknown[] = [];
    const items: ReadValue[] = [];
    for (const node of nodes) {
      const item = this.#readAt(items.length, node, undefined);
      items.push(item);
      value.push(item.value);
    }
    return { value, start, end, key, plain: undefined, entries: undefined, items, merged: undefined };
  }

  #readMapping(node: MappingNode, key: Span | undefined): ReadValue {
    const { start, end } = node;
    const value: Record<string, unknown> = {};
    const entries = new Map<string, ReadValue>();
    const merging: YamlEntry[] = [];
    for (const entry of node.entries) {
      const span = entry.key ?? { start, end: start };
      const name = this.#readKey(entry.key, span);
      if (name === undefined) continue;
      const first = entries.get(name);
      if (isMergeKey(entry.key)) merging.push(entry);
      else {
        const read =
          first === undefined
            ? this.#readAt(name, entry.value, span)
            : this.#refuseDuplicate(name, entry.value, first, span);
        entries.set(name, read);
        define(value, name, read.value);
      }
    }
    const merged = merging.length === 0 ? undefined : this.#refuseMerges(value, merging);
    return { value, start, end, key, plain: undefined, entries, items: undefined, merged };
  }

  #readKey(key: YamlNode | undefined, span: Span): string | undefined {
    const empty = key === undefined || (key.kind === 'scalar' && key.value === null && key.plain !== undefined);
    if (key?.kind === 'scalar' && !empty) return keyText(key);
    const message = empty ? 'a key is empty' : 'a key is not a text';
    const pointer = this.#pointer;
    this.#findings.add('yaml-unsupported', message, span, 'write a text as the key', { pointer });
    return undefined;
  }

  /** What a second mapping defines is read, so that the names in it are not unknown too; the first one's entries win. */
  #refuseDuplicate(name: string, node: YamlNode | undefined, first: ReadValue, second: Span): ReadValue {
    const message = `the key ${quoteKey(name)} stands twice in this mapping`;
    const related = { message: 'it stands here first', span: first.key ?? first };
    const pointer = appendPointer(this.#pointer, name);
    this.#findings.add('yaml-duplicate-key', message, second, 'keep one of the two', { pointer, related });
    this.#duplicates += 1;
    if (!isPlainObject(first.value) || node?.kind !== 'mapping' || this.#duplicates > maxReadDuplicates) return first;
    const refused = this.#refused;
    this.#refused = new Set();
    const added = this.#readAt(name, node, undefined);
    // What is wrong in the second with an entry that the first one has too concerns nobody.
    const names = new Set(Object.keys(first.value));
    for (const at of this.#refused) if (!names.has(pointerTokens(at)[this.#path.length + 1] ?? '')) refused.add(at);
    this.#refused = refused;
    return isPlainObject(added.value) ? withEntriesOf(first, added) : first;
  }

  /** What merge keys bring is read, so that it is not missing too. */
  #refuseMerges(value: Record<string, unknown>, merging: readonly YamlEntry[]): ReadonlyMap<string, ReadValue> {
    const merged = new Map<string, ReadValue>();
    const help = 'write the keys out, or put the shared settings into a tier';
    for (const { key, value: written } of merging) {
      const span = key ?? { start: 0, end: 0 };
      const pointer = this.#pointer;
      this.#findings.add('yaml-unsupported', 'the merge key `<<` is not used in policies', span, help, { pointer });
      const sources = this.#resolve(written);
      for (const source of sources?.kind === 'list' ? sources.items : [sources]) {
        const mapping = this.#resolve(source);
        if (mapping?.kind !== 'mapping' || this.#open.includes(mapping)) continue;
        for (const entry of mapping.entries) {
          if (entry.key?.kind !== 'scalar') continue;
          const name = keyText(entry.key);
          if (Object.hasOwn(value, name)) continue;
          const read = this.#expand(span, () => this.#readAt(name, entry.value, entry.key), entry.key);
          merged.set(name, read);
          define(value, name, read.value);
        }
      }
    }
    return merged;
  }

  #resolve(node: YamlNode | undefined): YamlNode | undefined {
    return node?.kind === 'alias' ? this.#anchors.get(node.name) : node;
  }

  #readAlias(alias: AliasNode, key: Span | undefined): ReadValue {
    const target = this.#anchors.get(alias.name);
    if (target !== undefined && !this.#open.includes(target)) {
      return this.#expand(alias, () => this.#read(target, key), key);
    }
    const [code, message] =
      target === undefined
        ? (['yaml-syntax', `the alias \`*${alias.name}\` has no anchor \`&${alias.name}\` before it`] as const)
        : (['yaml-alias-bomb', `the alias \`*${alias.name}\` stands inside its own anchor`] as const);
    const pointer = this.#pointer;
    this.#findings.add(code, message, alias, 'write the value out', { pointer });
    this.#refused.add(pointer);
    return nothing(alias, key);
  }

  /** Reads what an alias stands for, unless aliases have brought too much already. */
  #expand(alias: Span, read: () => ReadValue, key: Span | undefined): ReadValue {
    const outer = this.#outerAlias;
    this.#outerAlias ??= alias;
    if (this.#aliasValues > maxAliasValues) {
      const message = `aliases expand to more than ${maxAliasValues} values`;
      this.#giveUp('yaml-alias-bomb', message, this.#outerAlias, 'write the values out');
    }
    const expanded = this.#gaveUp ? nothing(alias, key) : read();
    this.#outerAlias = outer;
    return expanded;
  }

  #giveUp(code: DiagnosticCode, message: string, span: Span, help: string): void {
    if (!this.#gaveUp) this.#findings.add(code, message, span, help);
    this.#gaveUp = true;
  }

  #refuseTag(node: YamlNode): void {
    if (node.tag === undefined) return;
    const pointer = this.#pointer;
    this.#refused.add(pointer);
    if (this.#reportedTags.has(node)) return;
    this.#reportedTags.add(node);
    const help = node.tag.name === '!env' ? 'write { env: NAME }' : 'remove the tag';
    const message = `the tag \`${node.tag.name}\` is not used in policies`;
    this.#findings.add('yaml-unsupported', message, node.tag, help, { pointer });
  }
}

function nothing({ start, end }: Span, key: Span | undefined): ReadValue {
  return { value: null, start, end, key, plain: undefined, entries: undefined, items: undefined, merged: undefined };
}

/** A mapping with what another has besides. */
function withEntriesOf(first: ReadValue, other: ReadValue): ReadValue {
  const value: Record<string, unknown> = {};
  const entries = new Map<string, ReadValue>();
  for (const from of [first, other]) {
    for (const name of Object.keys(from.value as object)) {
      const read = from.entries?.get(name) ?? from.merged?.get(name);
      if (read === undefined || entries.has(name)) continue;
      entries.set(name, read);
      define(value, name, read.value);
    }
  }
  return { ...first, value, entries, merged: undefined };
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

/** Sets an own property, `__proto__` included. */
function define(object: Record<string, unknown>, key: string, value: unknown): void {
  if (key !== '__proto__') object[key] = value;
  // Assigned, this one would change what the object is.
  else Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
}

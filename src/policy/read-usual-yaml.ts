import { isBlank, type ResolvePlain, UsualYamlText, unusual } from './usual-yaml-text.js';
import type { ListNode, MappingNode, ScalarNode, YamlEntry, YamlNode } from './yaml-tree.js';

/** Levels of mappings and lists. */
const maxDepth = 40;

/** Characters from a key's start to its colon, by YAML's own rule. */
const maxKeyLength = 1024;

/**
 * Reads YAML as nearly all of it is written in policies, ten times as fast as the library: mappings, lists, flow
 * collections and scalars of one line. Undefined for everything else, mistakes too, which the library then reads.
 * What it gives is what the library would give: a property test holds the two against each other.
 */
export function readUsualYaml(text: string, resolve: ResolvePlain): YamlNode | undefined {
  if (/[\t\r\ufeff]/.test(text)) return undefined;
  try {
    return new UsualYamlReader(new UsualYamlText(text, resolve)).readDocument();
  } catch (error) {
    if (error === unusual) return undefined;
    throw error;
  }
}

class UsualYamlReader {
  readonly #source: UsualYamlText;
  #depth = 0;

  constructor(source: UsualYamlText) {
    this.#source = source;
  }

  readDocument(): YamlNode {
    const source = this.#source;
    source.nextLine();
    if (source.column !== 0 || source.isItem()) throw unusual;
    const root = this.#readMapping(0, this.#readScalar());
    if (source.column >= 0) throw unusual;
    return root;
  }

  /** From behind its first key on. */
  #readMapping(column: number, first: ScalarNode): MappingNode {
    const source = this.#source;
    const entries: YamlEntry[] = [];
    this.#open();
    for (let key = first; ; key = this.#readScalar()) {
      if (!this.#isAtColon() || source.at - key.start > maxKeyLength) throw unusual;
      source.at += 1;
      entries.push({ key, value: this.#readEntryValue(column) });
      if (source.column !== column || source.isItem()) break;
    }
    return { start: first.start, end: this.#close(column), kind: 'mapping', entries };
  }

  #readList(column: number): ListNode {
    const source = this.#source;
    const start = source.at;
    const items: YamlNode[] = [];
    this.#open();
    do {
      const dash = source.at;
      source.at += 1;
      source.skipSpaces();
      items.push(this.#readItem(column, column + source.at - dash));
    } while (source.column === column && source.isItem());
    return { start, end: this.#close(column), kind: 'list', items };
  }

  /** What stands behind a key. */
  #readEntryValue(column: number): YamlNode {
    const source = this.#source;
    const colon = source.at;
    source.skipSpaces();
    const { next } = source;
    if (next !== undefined && next !== '\n' && next !== '#') return this.#readInline(column);
    source.at = colon;
    source.endLine();
    if (source.isItem() && source.column >= column) return this.#readList(source.column);
    if (source.column <= column) throw unusual;
    return this.#readMapping(source.column, this.#readScalar());
  }

  /** What stands behind a dash: perhaps a mapping whose keys stand in the column of what is there. */
  #readItem(column: number, inner: number): YamlNode {
    if (this.#isAtFlow()) return this.#readInline(column);
    const scalar = this.#readScalar();
    return this.#isAtColon() ? this.#readMapping(inner, scalar) : this.#endInline(scalar, column);
  }

  #readInline(column: number): YamlNode {
    return this.#endInline(this.#isAtFlow() ? this.#readFlow(column) : this.#readScalar(), column);
  }

  /** A value that ends on its line, unless the next one continues it. */
  #endInline(value: YamlNode, column: number): YamlNode {
    this.#source.endLine();
    if (this.#source.column > column) throw unusual;
    return value;
  }

  #readScalar(): ScalarNode {
    return this.#source.isQuote() ? this.#source.readQuoted() : this.#source.readPlain(false);
  }

  #isAtColon(): boolean {
    const source = this.#source;
    const end = source.at;
    source.skipSpaces();
    if (source.next === ':' && isBlank(source.text[source.at + 1])) return true;
    source.at = end;
    return false;
  }

  #isAtFlow(): boolean {
    return this.#source.next === '{' || this.#source.next === '[';
  }

  /** A flow collection in a block collection whose entries stand in `column`. */
  #readFlow(column: number): YamlNode {
    const source = this.#source;
    if (source.isQuote()) return source.readQuoted();
    if (!this.#isAtFlow()) return source.readPlain(true);
    const start = source.at;
    const isMapping = source.next === '{';
    const [entries, items]: [YamlEntry[], YamlNode[]] = [[], []];
    this.#open();
    source.at += 1;
    source.skipFlowSpace(column);
    while (source.next !== (isMapping ? '}' : ']')) {
      if (isMapping) entries.push(this.#readFlowEntry(column));
      else items.push(this.#readFlow(column));
      source.skipFlowSpace(column);
      if (source.next === ',') source.at += 1;
      else if (source.next !== (isMapping ? '}' : ']')) throw unusual;
      source.skipFlowSpace(column);
    }
    source.at += 1;
    this.#depth -= 1;
    const end = source.at;
    return isMapping ? { start, end, kind: 'mapping', entries } : { start, end, kind: 'list', items };
  }

  #readFlowEntry(column: number): YamlEntry {
    const source = this.#source;
    const isQuoted = source.isQuote();
    const key = isQuoted ? source.readQuoted() : source.readPlain(true);
    source.skipSpaces();
    if (source.next !== ':' || !(isQuoted || isBlank(source.text[source.at + 1]))) throw unusual;
    source.at += 1;
    source.skipFlowSpace(column);
    return { key, value: this.#readFlow(column) };
  }

  #open(): void {
    this.#depth += 1;
    if (this.#depth > maxDepth) throw unusual;
  }

  /** Where a block collection ends. The library counts comments to it that stand as far to the right, and more. */
  #close(column: number): number {
    this.#depth -= 1;
    if (this.#source.column > column || this.#source.comments >= Math.max(column, 1)) throw unusual;
    return this.#source.contentEnd;
  }
}

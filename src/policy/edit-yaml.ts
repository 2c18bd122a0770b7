import { parentPointer, pointerTokens } from './json-pointer.js';
import { parseWrittenYaml, type WrittenYaml } from './parse-yaml.js';
import { writeFlow, writeTextAs } from './write-flow.js';
import { endOf, isFlow, lineStart } from './yaml-layout.js';
import type { ListNode, MappingNode, YamlNode } from './yaml-tree.js';

/** A new value for what stands at a pointer; the last key may be new. Without a value the key is removed. */
export interface YamlEdit {
  /** JSON pointer. */
  readonly pointer: string;
  readonly value?: unknown;
}

/**
 * Changes values and leaves every other character as it is: comments, order, layout. Values are written in brackets.
 *
 * @throws RangeError when the text is not YAML, or there is nothing at a pointer's parent.
 */
export function editYaml(source: string, edits: readonly YamlEdit[]): string {
  let text = source;
  for (let left = edits; left.length > 0; ) {
    const { now, later } = independent(left);
    text = applyEdits(text, now);
    left = later;
  }
  return text;
}

/** The edits that can be made on one reading of the text: no two stand in one mapping or list, or in each other. */
function independent(edits: readonly YamlEdit[]): {
  readonly now: readonly YamlEdit[];
  readonly later: readonly YamlEdit[];
} {
  const now: YamlEdit[] = [];
  const later: YamlEdit[] = [];
  const taken = new Set<string>();
  const around = new Set<string>();
  for (const edit of edits) {
    const parent = parentPointer(edit.pointer);
    const ancestors = ancestorsOf(parent);
    const isFree = !around.has(parent) && ancestors.every((pointer) => !taken.has(pointer));
    (isFree ? now : later).push(edit);
    // Those that have to wait keep their turn: what stands in the same place waits with them.
    taken.add(parent);
    for (const pointer of ancestors) around.add(pointer);
  }
  return { now, later };
}

/** The pointer itself, and all that lead to it. */
function ancestorsOf(pointer: string): readonly string[] {
  const pointers = [pointer];
  for (let at = pointer; at !== ''; ) {
    at = parentPointer(at);
    pointers.push(at);
  }
  return pointers;
}

function applyEdits(source: string, edits: readonly YamlEdit[]): string {
  const written = parseWrittenYaml(source, 'edit');
  if (written === undefined) throw new RangeError('the text is not YAML');
  const mark = source.slice(0, source.length - written.text.length);
  const changes = edits.map(({ pointer, value }) => changeAt(written, pointerTokens(pointer), value));
  const fromBehind = changes.toSorted((a, b) => b.start - a.start);
  const edited = fromBehind.reduce(
    (text, { start, end, insert }) => text.slice(0, start) + insert + text.slice(end),
    written.text,
  );
  return mark + edited;
}

interface Change {
  readonly start: number;
  readonly end: number;
  readonly insert: string;
}

function changeAt({ tree, text }: WrittenYaml, tokens: readonly string[], value: unknown): Change {
  const parent = tokens.slice(0, -1).reduce<YamlNode | undefined>(childOf, tree);
  const key = tokens.at(-1);
  if (key === undefined || (parent?.kind !== 'mapping' && parent?.kind !== 'list')) {
    throw new RangeError(`there is nothing at /${tokens.join('/')}`);
  }
  const index = indexOf(parent, key);
  if (value === undefined) return index < 0 ? { start: 0, end: 0, insert: '' } : removal(parent, index, text);
  return index < 0 ? addition(parent, key, value, text) : replacement(parent, index, value, text);
}

function childOf(node: YamlNode | undefined, key: string): YamlNode | undefined {
  if (node?.kind === 'list') return node.items[Number(key)];
  return node?.kind === 'mapping' ? node.entries[indexOf(node, key)]?.value : undefined;
}

function indexOf(node: MappingNode | ListNode, key: string): number {
  if (node.kind === 'list') return Number(key) < node.items.length ? Number(key) : -1;
  return node.entries.findIndex((entry) => entry.key?.kind === 'scalar' && String(entry.key.value) === key);
}

function replacement(parent: MappingNode | ListNode, index: number, value: unknown, text: string): Change {
  const { key, value: node } = partAt(parent, index);
  if (node === undefined) return insertAt(key?.end ?? parent.end, `: ${writeFlow(value)}`);
  const isText = node.kind === 'scalar' && typeof value === 'string';
  const written = isText ? writeTextAs(value, text.charAt(node.start)) : writeFlow(value);
  const isBlock = (node.kind === 'mapping' || node.kind === 'list') && !isFlow(node, text);
  // A block collection begins on a line of its own; brackets stand beside the key.
  const start = isBlock && key !== undefined ? text.indexOf(':', key.end) + 1 : node.start;
  const end = endOf(node, text);
  return {
    start,
    // A text of several lines has its last line break in it.
    end: start + text.slice(start, end).trimEnd().length,
    insert: start === node.start && text[start - 1] !== ':' ? written : ` ${written}`,
  };
}

function addition(parent: MappingNode | ListNode, key: string, value: unknown, text: string): Change {
  const entry = parent.kind === 'list' ? writeFlow(value) : `${writeFlow(key)}: ${writeFlow(value)}`;
  const last = partAt(parent, sizeOf(parent) - 1);
  const end = last.value === undefined ? last.key?.end : endOf(last.value, text);
  if (isFlow(parent, text)) {
    const inside = text.charAt(parent.start) === '{' ? ` ${entry} ` : entry;
    return end === undefined
      ? { start: parent.start + 1, end: parent.end - 1, insert: inside }
      : insertAt(end, `, ${entry}`);
  }
  const indent = ' '.repeat(parent.start - lineStart(text, parent.start));
  const dash = parent.kind === 'list' ? '- ' : '';
  const lineBreak = text.includes('\r\n') ? '\r\n' : '\n';
  return insertAt(endOfLine(text, end ?? parent.end), `${lineBreak}${indent}${dash}${entry}`);
}

function removal(parent: MappingNode | ListNode, index: number, text: string): Change {
  const count = sizeOf(parent);
  const [here, next, before] = [index, index + 1, index - 1].map((at) => spanOf(parent, at, text));
  if (here === undefined) return insertAt(0, '');
  if (count === 1) {
    const empty = parent.kind === 'list' ? '[]' : '{}';
    return { start: parent.start, end: isFlow(parent, text) ? parent.end : here.end, insert: empty };
  }
  if (isFlow(parent, text)) {
    return next === undefined
      ? { start: before?.end ?? here.start, end: here.end, insert: '' }
      : { start: here.start, end: next.start, insert: '' };
  }
  // What comes next moves up; a comment above it is its own.
  if (next !== undefined) return { start: here.start, end: skipSpace(text, endOfLine(text, here.end)), insert: '' };
  return { start: endOfLine(text, before?.end ?? here.start), end: endOfLine(text, here.end), insert: '' };
}

interface Part {
  readonly key: YamlNode | undefined;
  readonly value: YamlNode | undefined;
}

function partAt(parent: MappingNode | ListNode, index: number): Part {
  const none = { key: undefined, value: undefined };
  return parent.kind === 'list' ? { key: undefined, value: parent.items[index] } : (parent.entries[index] ?? none);
}

function spanOf(
  parent: MappingNode | ListNode,
  index: number,
  text: string,
): { start: number; end: number } | undefined {
  const { key, value } = partAt(parent, index);
  const start = key?.start ?? value?.start;
  const end = value === undefined ? key?.end : endOf(value, text);
  return start === undefined || end === undefined ? undefined : { start, end };
}

function sizeOf(parent: MappingNode | ListNode): number {
  return parent.kind === 'list' ? parent.items.length : parent.entries.length;
}

function endOfLine(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  if (end < 0) return text.length;
  return text[end - 1] === '\r' ? end - 1 : end;
}

function skipSpace(text: string, offset: number): number {
  const rest = text.slice(offset);
  return offset + rest.length - rest.trimStart().length;
}

function insertAt(offset: number, insert: string): Change {
  return { start: offset, end: offset, insert };
}

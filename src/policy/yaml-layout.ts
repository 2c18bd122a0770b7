import type { WrittenYaml } from './parse-yaml.js';
import type { Span, YamlNode } from './yaml-tree.js';

/** A comment on a line of its own. */
export interface LayoutComment {
  readonly text: string;
  readonly blankBefore: boolean;
}

/** An entry of a mapping or an item of a list, with what stands around it. */
export interface LayoutUnit extends Span {
  /** As it is written; empty for an item. */
  readonly key: string;
  readonly value: LayoutValue;
  readonly valueStart: number;
  readonly blankBefore: boolean;
  /** Comments on the lines above it. */
  readonly leading: LayoutComment[];
  /** The comment behind the key, when the value begins on a later line. */
  opening?: string;
  /** The comment behind the value. */
  trailing?: string;
}

export type LayoutValue = LayoutCollection | LayoutScalar;

export interface LayoutCollection {
  readonly kind: 'mapping' | 'list';
  /** Written with brackets. */
  readonly flow: boolean;
  /** Anchor and tag, as they are written. */
  readonly properties: string;
  readonly units: LayoutUnit[];
  /** Comments below the last unit. */
  readonly tail: LayoutComment[];
  /** Characters from the left margin to its units. */
  readonly column: number;
}

export interface LayoutScalar {
  readonly kind: 'scalar';
  /** As it is written, an alias too, but without indentation. The first line of a block scalar is its header. */
  readonly lines: readonly string[];
  readonly properties: string;
}

/** The values of a text as they are written, without its comments. */
export function layoutOf({ text, tree }: WrittenYaml): LayoutValue {
  const isBlank = blankLines(text, tree);

  const layoutValue = (node: YamlNode, parentColumn: number): LayoutValue => {
    const properties = propertiesOf(node);
    if (node.kind === 'alias' || node.kind === 'scalar') {
      return { kind: 'scalar', lines: scalarLines(text.slice(node.start, node.end), parentColumn), properties };
    }
    const flow = isFlow(node, text);
    const column = node.start - lineStart(text, node.start);
    return { kind: node.kind, flow, properties, units: unitsOf(node, column), tail: [], column };
  };

  const unitsOf = (node: Extract<YamlNode, { kind: 'mapping' | 'list' }>, column: number): LayoutUnit[] => {
    let end = node.start;
    const unit = (key: YamlNode | undefined, value: YamlNode | undefined): LayoutUnit => {
      const start = key?.start ?? value?.start ?? end;
      const valueStart = value?.start ?? key?.end ?? start;
      end = value === undefined ? (key?.end ?? start) : endOf(value, text);
      return {
        key: key === undefined ? '' : prefixed(propertiesOf(key), text.slice(key.start, key.end)),
        value: value === undefined ? nothing : layoutValue(value, column),
        start,
        valueStart,
        end,
        blankBefore: isBlank(start),
        leading: [],
      };
    };
    return node.kind === 'mapping'
      ? node.entries.map(({ key, value }) => unit(key, value))
      : node.items.map((item) => unit(undefined, item));
  };

  return layoutValue(tree, 0);
}

const nothing: LayoutScalar = { kind: 'scalar', lines: [''], properties: '' };

export function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

export function prefixed(properties: string, text: string): string {
  return [properties, text].filter((part) => part !== '').join(' ');
}

/** Whether an empty line stands above the line of an offset; those that a block scalar keeps as its own do not count. */
export function blankLines(text: string, tree: YamlNode): (offset: number) => boolean {
  const kept = keptScalars(tree, text);
  return (offset) => {
    const end = lineStart(text, offset) - 1;
    if (end < 0 || kept.some((span) => span.start < end && end <= span.end)) return false;
    return text.slice(lineStart(text, end), end).trim() === '';
  };
}

function keptScalars(node: YamlNode | undefined, text: string): Span[] {
  if (node === undefined || node.kind === 'alias') return [];
  if (node.kind === 'list') return node.items.flatMap((item) => keptScalars(item, text));
  if (node.kind === 'mapping') return node.entries.flatMap(({ value }) => keptScalars(value, text));
  return readBlockHeader(text.slice(node.start, node.start + 3)).keeps ? [node] : [];
}

/** Where the last value in it ends; for a flow collection its closing bracket. */
export function endOf(node: YamlNode, text: string): number {
  if (node.kind === 'scalar' || node.kind === 'alias' || isFlow(node, text)) return node.end;
  if (node.kind === 'list') {
    const last = node.items.at(-1);
    return last === undefined ? node.end : endOf(last, text);
  }
  const last = node.entries.at(-1);
  const end = last?.value ?? last?.key;
  return end === undefined ? node.end : endOf(end, text);
}

export function isFlow(node: YamlNode, text: string): boolean {
  return '[{'.includes(text.charAt(node.start));
}

function propertiesOf(node: YamlNode): string {
  if (node.kind === 'alias') return '';
  return prefixed(node.anchor === undefined ? '' : `&${node.anchor}`, node.coreTag ?? '');
}

function scalarLines(text: string, parentColumn: number): string[] {
  const [first = '', ...rest] = text.split('\n');
  if (/^[|>]/.test(first)) return [first, ...blockLines(first, rest, parentColumn)];
  // White space around a line break is no part of a text, except where a backslash says so.
  const trimmed = [first, ...rest.map((line) => line.trimStart())];
  return text.startsWith('"') ? trimmed : trimmed.map((line) => line.trimEnd());
}

function blockLines(header: string, body: readonly string[], parentColumn: number): string[] {
  const { digit, keeps } = readBlockHeader(header);
  const first = body.find((line) => line.trim() !== '') ?? '';
  const base = digit === undefined ? first.length - first.trimStart().length : parentColumn + digit;
  const lines = body.map((line) => line.slice(base));
  // The text ends with a line break of its own.
  if (lines.at(-1) === '') lines.pop();
  while (!keeps && lines.at(-1) === '') lines.pop();
  return lines;
}

/** What the first line of a block scalar says: the indentation when it cannot be seen, and whether empty lines count. */
export function readBlockHeader(header: string): { readonly digit?: number; readonly keeps: boolean } {
  const digit = /^[|>][+-]?(\d)/.exec(header)?.[1];
  const keeps = /^[|>]\d?\+/.test(header);
  return { keeps, ...(digit !== undefined && { digit: Number(digit) }) };
}

import {
  type LayoutCollection,
  type LayoutComment,
  type LayoutScalar,
  type LayoutUnit,
  type LayoutValue,
  prefixed,
  readBlockHeader,
} from './yaml-layout.js';

/** The widest line that brackets may make, in UTF-16 code units; beyond it each entry gets a line of its own. */
const width = 120;
const step = 2;

export interface Surroundings {
  /** Comments above the first value. */
  readonly header: readonly LayoutComment[];
  /** Comments below a document that is a single value. */
  readonly footer: readonly LayoutComment[];
}

/**
 * Draws a layout: two spaces a level, lists one level in, brackets where the author chose them and they fit, one empty
 * line where there were some. Ends with a line break.
 */
export function printYaml(root: LayoutValue, { header, footer }: Surroundings): string {
  const top = header.flatMap((comment, index) => commentLines([comment], 0, index === 0));
  const properties = root.properties === '' ? [] : [root.properties];
  const body = isBlock(root, width + 1)
    ? [...properties, ...printUnits(root, 0, top.length === 0)]
    : printScalar(properties.join(), { kind: 'scalar', lines: [flat(root) ?? ''], properties: '' }, 0);
  const bottom = commentLines(footer, 0, false);
  return `${[...top, ...body, ...bottom].join('\n')}\n`;
}

/** The units of a block collection, each on lines of its own. */
function printUnits({ kind, units, tail }: LayoutCollection, indent: number, isFirst: boolean): string[] {
  const print = kind === 'mapping' ? printEntry : printItem;
  const joins = (index: number): boolean => {
    const before = units[index - 1];
    return before === undefined ? isFirst : keepsEmptyLines(before.value);
  };
  const lines = units.flatMap((unit, index) => [...above(unit, kind, indent, joins(index)), ...print(unit, indent)]);
  return [...lines, ...commentLines(tail, indent, joins(units.length))];
}

/** Whether an empty line below a value would become a part of it. */
function keepsEmptyLines(value: LayoutValue): boolean {
  if (value.kind === 'scalar') return readBlockHeader(value.lines[0] ?? '').keeps;
  const last = value.tail.length > 0 ? undefined : value.units.at(-1);
  return last !== undefined && keepsEmptyLines(last.value);
}

/** Comments and the empty lines around them. */
function above(unit: LayoutUnit, kind: LayoutCollection['kind'], indent: number, isFirst: boolean): string[] {
  const comments = commentLines(commentsAbove(unit, kind, indent), indent, isFirst);
  return unit.blankBefore && (comments.length > 0 || !isFirst) ? [...comments, ''] : comments;
}

/** Those that find no place beside the unit stand above it, too. */
function commentsAbove(unit: LayoutUnit, kind: LayoutCollection['kind'], indent: number): LayoutComment[] {
  const { leading, opening, trailing, value } = unit;
  const beside = (text: string | undefined): LayoutComment[] =>
    text === undefined ? [] : [{ text, blankBefore: false }];
  const asBlock = isBlock(value, room(unit, kind, indent));
  if (!asBlock) return [...leading, ...beside(opening)];
  if (kind === 'mapping') return opening === undefined ? leading : [...leading, ...beside(trailing)];
  const [first] = value.units;
  const joined = value.properties === '' && first !== undefined;
  const inner = joined ? commentsAbove(first, value.kind, indent + step) : [];
  return [...leading, ...beside(opening), ...beside(trailing), ...inner];
}

function printEntry(unit: LayoutUnit, indent: number): string[] {
  const { key, value, opening, trailing } = unit;
  const head = `${spaces(indent)}${key}:`;
  if (!isBlock(value, room(unit, 'mapping', indent))) return withTrailing(printFlat(head, value, indent), trailing);
  const line = prefixed(head, value.properties);
  return [...withTrailing([line], opening ?? trailing), ...printUnits(value, indent + step, true)];
}

function printItem(unit: LayoutUnit, indent: number): string[] {
  const { value, trailing } = unit;
  const head = `${spaces(indent)}-`;
  if (!isBlock(value, room(unit, 'list', indent))) return withTrailing(printFlat(head, value, indent), trailing);
  if (value.properties !== '') return [`${head} ${value.properties}`, ...printUnits(value, indent + step, true)];
  const [first, ...rest] = value.units;
  const print = value.kind === 'mapping' ? printEntry : printItem;
  const [line = '', ...lines] = first === undefined ? [] : print(first, indent + step);
  return [
    `${head} ${line.trimStart()}`,
    ...lines,
    ...printUnits({ ...value, units: rest }, indent + step, first !== undefined && keepsEmptyLines(first.value)),
  ];
}

function printFlat(head: string, value: LayoutValue, indent: number): string[] {
  return value.kind === 'scalar' ? printScalar(head, value, indent) : [prefixed(head, flat(value) ?? '')];
}

function printScalar(head: string, { lines, properties }: LayoutScalar, indent: number): string[] {
  const [first = '', ...rest] = lines;
  // Where the indentation was given as a number, it is what this printer indents by.
  const header = /^[|>]/.test(first) ? first.replace(/^([|>][+-]?)\d/, `$1${step}`) : first;
  const start = prefixed(head, prefixed(properties, header));
  return [start, ...rest.map((line) => (line === '' ? '' : `${spaces(indent + step)}${line}`))];
}

/** Characters that a value on the line of its key or dash may have. */
function room(unit: LayoutUnit, kind: LayoutCollection['kind'], indent: number): number {
  return width - indent - (kind === 'mapping' ? unit.key.length + 2 : 2);
}

function isBlock(value: LayoutValue, available: number): value is LayoutCollection {
  if (value.kind === 'scalar' || value.units.length === 0) return false;
  const text = value.flow ? flat(value) : undefined;
  return text === undefined || text.length > available;
}

/** A value on one line, in brackets; undefined when it holds what needs lines. */
function flat(value: LayoutValue): string | undefined {
  const { properties } = value;
  if (value.kind === 'scalar') {
    const [line = '', ...more] = value.lines;
    return more.length > 0 || /^[|>]/.test(line) ? undefined : prefixed(properties, line);
  }
  const { kind, flow, units, tail } = value;
  const parts = units.map(flatUnit);
  if (!flow || tail.length > 0 || !parts.every((part) => part !== undefined)) return undefined;
  const inside = parts.join(', ');
  if (kind === 'list') return prefixed(properties, `[${inside}]`);
  return prefixed(properties, inside === '' ? '{}' : `{ ${inside} }`);
}

function flatUnit({ key, value, leading, opening, trailing }: LayoutUnit): string | undefined {
  const text = leading.length > 0 || opening !== undefined || trailing !== undefined ? undefined : flat(value);
  return text === undefined || key === '' ? text : prefixed(`${key}:`, text);
}

function commentLines(comments: readonly LayoutComment[], indent: number, isFirst: boolean): string[] {
  return comments.flatMap(({ text, blankBefore }, index) => {
    const line = `${spaces(indent)}${text}`;
    return blankBefore && !(isFirst && index === 0) ? ['', line] : [line];
  });
}

function withTrailing(lines: readonly string[], comment: string | undefined): string[] {
  if (comment === undefined) return [...lines];
  return [...lines.slice(0, -1), `${lines.at(-1)} ${comment}`];
}

function spaces(count: number): string {
  return ' '.repeat(count);
}

import type { WrittenYaml } from './parse-yaml.js';
import {
  blankLines,
  type LayoutCollection,
  type LayoutComment,
  type LayoutUnit,
  type LayoutValue,
  lineStart,
} from './yaml-layout.js';
import type { Span } from './yaml-tree.js';

/** Gives each comment to what it stands at. Returns those above the first value and below the last. */
export function attachComments(
  written: WrittenYaml,
  root: LayoutValue,
): { readonly header: LayoutComment[]; readonly footer: LayoutComment[] } {
  const { text, tree, comments } = written;
  const isBlank = blankLines(text, tree);
  const header: LayoutComment[] = [];
  const footer: LayoutComment[] = [];
  const first = root.kind === 'scalar' ? tree.start : (root.units[0]?.start ?? tree.end);
  for (const span of comments) {
    const comment = readComment(span, text, isBlank);
    if (comment.start < first) header.push(comment);
    else if (root.kind === 'scalar' || root.units.length === 0) footer.push(comment);
    else attach(comment, root);
  }
  return { header, footer };
}

interface Comment extends LayoutComment, Span {
  /** Nothing stands before it on its line. */
  readonly alone: boolean;
  readonly column: number;
  /** Where its line starts. */
  readonly line: number;
}

function readComment({ start, end }: Span, text: string, isBlank: (offset: number) => boolean): Comment {
  const line = lineStart(text, start);
  const alone = text.slice(line, start).trim() === '';
  return {
    text: text.slice(start, end).trimEnd(),
    start,
    end,
    line,
    column: start - line,
    alone,
    blankBefore: isBlank(start),
  };
}

function attach(comment: Comment, collection: LayoutCollection): void {
  const inside = collection.units.find((unit) => unit.start < comment.start && comment.start < unit.end);
  if (inside !== undefined) attachInside(comment, inside);
  else attachBetween(comment, collection);
}

function attachInside(comment: Comment, unit: LayoutUnit): void {
  const { value } = unit;
  if (value.kind === 'scalar') {
    // In a scalar's own header it is part of the scalar's text.
    if (comment.start < unit.valueStart) unit.leading.push(comment);
  } else if (value.units.length === 0) {
    unit.leading.push(comment);
  } else if (comment.start > unit.valueStart) {
    attach(comment, value);
  } else if (comment.alone) {
    if (value.flow) unit.leading.push(comment);
    else value.units[0]?.leading.push(comment);
  } else {
    unit.opening = comment.text;
  }
}

function attachBetween(comment: Comment, collection: LayoutCollection): void {
  const { units, tail } = collection;
  const next = units.findIndex((unit) => unit.start > comment.start);
  const following = units[next];
  const preceding = next < 0 ? units.at(-1) : units[next - 1];
  if (preceding !== undefined && !comment.alone && preceding.end > comment.line) {
    lastOf(preceding).trailing = comment.text;
    return;
  }
  const inner = preceding === undefined ? undefined : blockIn(preceding);
  const deeper = comment.alone && !collection.flow && comment.column > collection.column;
  if (inner !== undefined && deeper && comment.column >= inner.column) attachBetween(comment, inner);
  else (following?.leading ?? tail).push(comment);
}

/** The innermost unit that ends where this one ends. */
function lastOf(unit: LayoutUnit): LayoutUnit {
  const last = blockIn(unit)?.units.at(-1);
  return last === undefined ? unit : lastOf(last);
}

function blockIn({ value }: LayoutUnit): LayoutCollection | undefined {
  return value.kind === 'scalar' || value.flow ? undefined : value;
}

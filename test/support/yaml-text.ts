import fc from 'fast-check';

/** A value to be written as YAML in some layout, with comments around it. */
export type Piece =
  | { readonly kind: 'scalar'; readonly text: string }
  | { readonly kind: 'lines'; readonly style: '|' | '>' | '|-' | '|+' | '>-'; readonly lines: readonly string[] }
  | { readonly kind: 'collection'; readonly list: boolean; readonly layout: Layout; readonly parts: readonly Part[] };

export interface Layout {
  readonly flow: boolean;
  readonly indent: number;
}

export interface Part {
  readonly key: string;
  readonly value: Piece;
  readonly above: string | undefined;
  readonly behind: string | undefined;
  readonly blank: boolean;
  /** The comment's own indentation, which need not be that of the part. */
  readonly column: number;
}

const scalar = fc
  .constantFrom(
    'a',
    '10',
    'true',
    '"a # b"'.replace('#', '.'),
    "'it''s'",
    'two words',
    '-1.5',
    '"x\\ty"',
    'null',
    'k:v',
    '~',
    '*',
    '',
  )
  .map((text): Piece => ({ kind: 'scalar', text: text === '*' ? '"*"' : text }));
const lines = fc.record({
  kind: fc.constant('lines' as const),
  style: fc.constantFrom('|' as const, '>' as const, '|-' as const, '|+' as const, '>-' as const),
  lines: fc
    .array(fc.constantFrom('text', '  more', ''), { minLength: 1, maxLength: 3 })
    .map((all) => ['first', ...all]),
});
const comment = fc.option(
  fc.nat(9999).map((number) => `# c${number}`),
  { nil: undefined, freq: 3 },
);

/** A mapping or list of whatever depth. */
export const piece: fc.Arbitrary<Piece> = fc.letrec<{ any: Piece; collection: Piece }>((tie) => ({
  any: fc.oneof({ depthSize: 'small', withCrossShrink: true }, scalar, lines, tie('collection')),
  collection: fc.record({
    kind: fc.constant('collection' as const),
    list: fc.boolean(),
    layout: fc.record({ flow: fc.boolean(), indent: fc.integer({ min: 1, max: 5 }) }),
    parts: fc
      .array(
        fc.record({
          key: fc.constantFrom('policy', 'rules', 'id', 'then', 'when', 'alpha', 'x y', '"q"', '10'),
          value: tie('any'),
          above: comment,
          behind: comment,
          blank: fc.boolean(),
          column: fc.nat(8),
        }),
        { maxLength: 4 },
      )
      .map((parts) => parts.filter((part, index) => parts.findIndex(({ key }) => key === part.key) === index)),
  }),
})).collection;

export function pieceText(root: Piece): string {
  return `${written(root, 0, false)}\n`;
}

/** With a line break before a block collection, and without one at the end. */
function written(value: Piece, indent: number, inFlow: boolean): string {
  if (value.kind === 'scalar') return value.text;
  if (value.kind === 'lines') {
    if (inFlow) return JSON.stringify(value.lines.join('\n'));
    const body = value.lines.map((line) => (line === '' ? '' : `${' '.repeat(indent + 1)}${line}`));
    return `${value.style}\n${body.join('\n')}`;
  }
  const { list, layout, parts } = value;
  if (parts.length === 0) return list ? '[]' : '{}';
  return layout.flow || inFlow ? flow(value) : block(value, indent);
}

function flow({ list, parts }: Extract<Piece, { kind: 'collection' }>): string {
  const entries = parts.map(({ key, value, above, behind }) => {
    const text = written(value, 0, true);
    const entry = list ? text || '""' : `${key}: ${text}`;
    const before = above === undefined ? '' : `\n ${' '.repeat(9)}${above}\n${' '.repeat(10)}`;
    return `${before}${entry}${behind === undefined ? ',' : `, ${behind}\n${' '.repeat(10)}`}`;
  });
  return list ? `[${entries.join(' ')}]` : `{${entries.join(' ')}}`;
}

function block({ list, layout, parts }: Extract<Piece, { kind: 'collection' }>, outer: number): string {
  const indent = outer + layout.indent;
  return parts
    .map(({ key, value, above, behind, blank, column }) => {
      const inner = written(value, indent, false);
      const onOwnLine = inner.startsWith('\n');
      const note = behind === undefined || value.kind === 'lines' ? '' : ` ${behind}`;
      const head = `${' '.repeat(indent)}${list ? '-' : `${key}:`}`;
      const body = onOwnLine ? `${head}${note}${inner}` : `${head} ${inner}${note}`;
      const gap = `${blank ? '\n' : ''}${above === undefined ? '' : `\n${' '.repeat(column)}${above}`}`;
      return `${gap}\n${body}`;
    })
    .join('');
}

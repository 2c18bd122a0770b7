export interface YamlSyntaxHelp {
  readonly message: string;
  readonly help: string;
  /** What to mark: offsets into the text. */
  readonly start: number;
  readonly end: number;
}

/**
 * Says in a policy author's words what the parser's error codes mean. `open` is the offset of a bracket or quote that is
 * never closed. The text is never quoted beyond a character or two, since it may hold secrets.
 */
export function yamlSyntaxHelp(
  code: string,
  message: string,
  text: string,
  [start, end]: readonly [number, number],
  open: number | undefined,
): YamlSyntaxHelp {
  const marked = { start: skipIndent(text, start), end };
  switch (code) {
    case 'TAB_AS_INDENT':
      return { message: 'this line is indented with a tab', help: 'YAML is indented with spaces only', start, end };
    case 'BAD_DQ_ESCAPE':
      return {
        message: `\`${text.slice(start, start + 2)}\` is not an escape that double quotes know`,
        help: "write the text in 'single quotes', where a backslash is just a backslash",
        start,
        end: start + 2,
      };
    case 'MULTILINE_IMPLICIT_KEY':
      return { ...marked, message: 'this is not a key', help: 'write `key: value`, with a space after the colon' };
    case 'BLOCK_AS_IMPLICIT_KEY':
      return {
        ...marked,
        message: 'a mapping cannot start here',
        help: 'write `{ key: value }`, or put it on a line of its own, indented more; quote a text that has `: ` in it',
      };
    case 'BAD_SCALAR_START': {
      const character = text.charAt(start);
      return { ...marked, message: `a text cannot start with \`${character}\``, help: 'put it in quotes' };
    }
    case 'UNEXPECTED_TOKEN':
      if (open === undefined) {
        const help = 'quote the whole text, separate entries with a comma, or check the indentation';
        return { ...marked, message: 'the value before this has ended already', help };
      }
      return unclosed(text, open);
    default:
      if (open !== undefined) return unclosed(text, open);
      return { ...marked, message: describe(code, message), help: 'check the indentation, brackets and quotes here' };
  }
}

function unclosed(text: string, open: number): YamlSyntaxHelp {
  const opener = text.charAt(open);
  const closer = { '[': ']', '{': '}' }[opener] ?? opener;
  return { message: `this \`${opener}\` is never closed`, help: `add \`${closer}\``, start: open, end: open + 1 };
}

function describe(code: string, message: string): string {
  if (code === 'BAD_INDENT' || /without - indicator/.test(message))
    return 'the indentation of this line fits no line above it';
  if (code === 'MISSING_CHAR' && /followed by map values/.test(message)) return 'a key without a colon';
  const line = (message.split('\n')[0] ?? '').replace(/: ".*$/, '');
  return line.charAt(0).toLowerCase() + line.slice(1);
}

function skipIndent(text: string, start: number): number {
  let at = start;
  while (text[at] === ' ' || text[at] === '\n' || text[at] === '\r') at += 1;
  return at < text.length ? at : start;
}

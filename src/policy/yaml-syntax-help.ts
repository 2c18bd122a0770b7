/** Says in a policy author's words what the parser's error codes mean. */
export function yamlSyntaxHelp(
  code: string,
  message: string,
  text: string,
  offset: number,
): { readonly message: string; readonly help: string } {
  switch (code) {
    case 'TAB_AS_INDENT':
      return { message: 'this line is indented with a tab', help: 'YAML is indented with spaces only' };
    case 'BAD_DQ_ESCAPE':
      return {
        message: `\`${text.slice(offset, offset + 2)}\` is not an escape that double quotes know`,
        help: "write the text in 'single quotes', where a backslash is just a backslash",
      };
    case 'MULTILINE_IMPLICIT_KEY':
      return { message: 'this is not a key', help: 'write `key: value` with a space after the colon, on one line' };
    case 'BLOCK_AS_IMPLICIT_KEY':
      return {
        message: 'a mapping cannot start here',
        help: 'quote a text that has a colon and a space in it, or put the mapping on lines of its own, indented more',
      };
    case 'BAD_SCALAR_START':
      return {
        message: `a text cannot start with \`${text.slice(offset, offset + 1)}\` unless it is quoted`,
        help: 'put it in quotes',
      };
    case 'BAD_INDENT':
      return { message: sentence(message), help: 'align it with its neighbours, or close the bracket before it' };
    case 'MISSING_CHAR':
      return { message: sentence(message), help: 'add what is missing' };
    default:
      return { message: sentence(message), help: 'check the indentation, brackets and quotes around it' };
  }
}

function sentence(message: string): string {
  const line = message.split('\n')[0] ?? '';
  return line.charAt(0).toLowerCase() + line.slice(1);
}

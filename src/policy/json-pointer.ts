/** JSON pointers (RFC 6901) as strings: '' is the whole document. */
export function appendPointer(pointer: string, ...tokens: readonly (string | number)[]): string {
  let appended = pointer;
  for (const token of tokens) appended += `/${typeof token === 'number' ? token : escapeToken(token)}`;
  return appended;
}

/** Every value of a file has a pointer, and hardly any has a character to escape. */
function escapeToken(token: string): string {
  return /[~/]/.test(token) ? token.replaceAll('~', '~0').replaceAll('/', '~1') : token;
}

export function pointerTokens(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** The pointer of the mapping or list that holds this one; the document's own for the document. */
export function parentPointer(pointer: string): string {
  return pointer.slice(0, Math.max(0, pointer.lastIndexOf('/')));
}

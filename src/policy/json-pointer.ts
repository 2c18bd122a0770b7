/** JSON pointers (RFC 6901) as strings: '' is the whole document. */
export function appendPointer(pointer: string, ...tokens: readonly (string | number)[]): string {
  let appended = pointer;
  for (const token of tokens) appended = childPointer(appended, token);
  return appended;
}

/** The same of one token, without a list of them: every value of a file has a pointer. */
export function childPointer(pointer: string, token: string | number): string {
  return `${pointer}/${typeof token === 'number' ? token : escapeToken(token)}`;
}

/** Hardly any key has a character to escape. */
function escapeToken(token: string): string {
  return token.includes('~') || token.includes('/') ? token.replaceAll('~', '~0').replaceAll('/', '~1') : token;
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

import { ByteTable, hashBytes } from './byte-table.js';

/** The rank of a token by its bytes, a range of an array; -1 where these bytes are no token. */
export interface Vocabulary {
  rank(bytes: Uint8Array, start: number, end: number, hash: number): number;
}

/** Tokens read between two yields: about a millisecond. */
const tokensPerStep = 4096;
const longestToken = 256;

/** Reads what tiktoken ships of an encoding (`! 0` and the tokens from rank 0 on, in base64), in steps. */
export function* readVocabulary(source: string): Generator<undefined, Vocabulary> {
  const table = new ByteTable(sizeOf(source));
  const bytes = Buffer.alloc(longestToken);
  let rank = 0;
  for (let start = 0; start < source.length; ) {
    const end = endOfField(source, start);
    if (source[start] === '!') {
      const endOfOffset = endOfField(source, end + 1);
      rank = Number(source.slice(end + 1, endOfOffset));
      start = endOfOffset + 1;
      continue;
    }
    if (end > start) {
      const size = bytes.write(source.slice(start, end), 'base64');
      table.add(bytes, 0, size, hashBytes(bytes, 0, size), rank);
      rank += 1;
      if (rank % tokensPerStep === 0) yield;
    }
    start = end + 1;
  }
  return { rank: (from, start, end, hash) => table.get(from, start, end, hash) };
}

/** At least as much room as is needed: every token has a separator, and base64 has more characters than bytes. */
function sizeOf(source: string): { readonly entries: number; readonly bytes: number } {
  let entries = 1;
  for (let at = 0; at < source.length; at += 1) if (source.charCodeAt(at) <= 0x20) entries += 1;
  return { entries, bytes: Math.ceil(((source.length - entries) * 3) / 4) + 4 };
}

/** Fields are separated by spaces or line feeds. */
function endOfField(source: string, start: number): number {
  let end = start;
  while (end < source.length && source.charCodeAt(end) > 0x20) end += 1;
  return end;
}

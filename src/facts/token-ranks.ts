/** Ranks of an encoding's tokens, by their bytes as a string of one character per byte. */
export type TokenRanks = ReadonlyMap<string, number>;

/** Tokens read between two yields: about a millisecond. */
const tokensPerStep = 2048;

/**
 * Reads tiktoken's ranks (`! 0` and the tokens from rank 0 on, in base64), when they are first needed and in steps.
 * Whoever asks meanwhile takes part in the same reading.
 */
export function createTokenRanks(source: string): () => Generator<undefined, TokenRanks> {
  const ranks = new Map<string, number>();
  const reading = readTokens(source, ranks);
  let done = false;
  return function* () {
    while (!done) {
      done = reading.next().done === true;
      if (!done) yield;
    }
    return ranks;
  };
}

function* readTokens(source: string, ranks: Map<string, number>): Generator<undefined, void> {
  let rank = 0;
  for (let start = 0; start < source.length; ) {
    const end = endOfField(source, start);
    const field = source.slice(start, end);
    start = end + 1;
    if (field === '!') {
      const endOfOffset = endOfField(source, start);
      rank = Number(source.slice(start, endOfOffset));
      start = endOfOffset + 1;
    } else if (field !== '') {
      ranks.set(Buffer.from(field, 'base64').toString('latin1'), rank);
      rank += 1;
      if (rank % tokensPerStep === 0) yield;
    }
  }
}

/** Fields are separated by spaces or line feeds. */
function endOfField(source: string, start: number): number {
  let end = start;
  while (end < source.length && source.charCodeAt(end) > 0x20) end += 1;
  return end;
}

/** Attributes of a user: mostly ids as they are in practice, and among them those that implementations stumble over. */
export interface User {
  readonly id: string | number;
  readonly team: string;
}

const alphabets = [
  'abcdefghijklmnopqrstuvwxyz0123456789-_',
  'äöüßéèñçøåÄÖÜ',
  'e\u0301o\u0308n\u0303a\u030a',
  '漢字仮名交じり文한국어',
  'ابجدהוזחไทย',
  '🎲👩‍👩‍👧🇨🇭𝒳',
  ' \t\n\u0000\u200b"\'\\',
] as const;

/** As many users as asked for, the same each time. */
export function* usersUpTo(count: number): Generator<User> {
  const random = generator(20261121);
  const below = (limit: number) => Math.floor(random() * limit);
  for (let index = 0; index < count; index += 1) {
    const team = `team-${below(500)}`;
    const kind = below(10);
    if (kind < 4) yield { id: `user-${index}`, team };
    else if (kind < 5) yield { id: index + 1, team };
    else if (kind < 6)
      yield { id: String.fromCharCode(...Array.from({ length: 1 + below(8) }, () => below(0x10000))), team };
    else {
      const letters = Array.from({ length: 1 + below(12) }, () => {
        const alphabet = alphabets[below(alphabets.length)] ?? alphabets[0];
        return alphabet[below(alphabet.length)];
      });
      yield { id: letters.join(''), team };
    }
  }
}

/** Mulberry32: enough to draw test data from. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

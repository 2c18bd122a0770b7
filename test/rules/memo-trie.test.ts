import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type MemoPlace, MemoTrie } from '../../src/rules/memo-trie.js';

describe('the trie of a memo', () => {
  it('leads every path to the result that was put at its end, and no other path anywhere', () => {
    fc.assert(
      fc.property(
        // Few classes stand in lists, many in maps; the first fact has a list of its own size.
        fc.tuple(fc.constantFrom(1, 40, 20_001), fc.constantFrom(3, 33), fc.constantFrom(2, 5_000)),
        fc.array(fc.array(fc.nat(40), { minLength: 3, maxLength: 3 }), { maxLength: 60 }),
        fc.array(fc.array(fc.nat(40), { minLength: 3, maxLength: 3 }), { maxLength: 20 }),
        (classes, kept, asked) => {
          const within = (path: readonly number[]) => path.map((edge, depth) => edge % classes[depth]!);
          const trie = new MemoTrie();
          const results = new Map(kept.map(within).map((path) => [path.join(), path]));
          const keys = [...results.keys()];
          for (const [number, key] of keys.entries()) keep(trie, results.get(key)!, classes, number);
          for (const path of [...kept, ...asked].map(within)) {
            const number = keys.indexOf(path.join());
            expect(find(trie, path)).toBe(number === -1 ? undefined : number);
          }
        },
      ),
    );
  });
});

function keep(trie: MemoTrie, path: readonly number[], classes: readonly number[], result: number): void {
  if (trie.root === 0) trie.root = trie.addFact(0, classes[0]!);
  let place = trie.root;
  for (const [depth, edge] of path.entries()) {
    let next = trie.after(place, edge);
    if (next === 0) {
      next = depth === path.length - 1 ? ~result : trie.addFact(depth + 1, classes[depth + 1]!);
      trie.lead(place, edge, next);
    }
    place = next;
  }
}

function find(trie: MemoTrie, path: readonly number[]): number | undefined {
  let place: MemoPlace = trie.root;
  for (const [depth, edge] of path.entries()) {
    if (place === 0) return undefined;
    expect(trie.factAt(place)).toBe(depth);
    place = trie.after(place, edge);
  }
  return place === 0 ? undefined : ~place;
}

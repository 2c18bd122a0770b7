import { foldCase } from './fold-case.js';
import { KeywordAutomaton } from './keyword-automaton.js';

/** What one fact looks for. */
export interface KeywordList {
  readonly keywords: readonly string[];
  /** word: neither side of a keyword may be a letter, mark, number or underscore. substring: anywhere. */
  readonly match: 'word' | 'substring';
}

/** What several facts look for in one text. */
export interface WantedKeywords {
  readonly automaton: KeywordAutomaton;
  /** By keyword, in UTF-16 code units. */
  readonly lengths: readonly number[];
  readonly longest: number;
  /** By keyword. */
  readonly uses: readonly (readonly KeywordUse[])[];
  readonly facts: number;
  /** What is done to a text first; the same as when it is done to its parts. */
  readonly fold: (text: string) => string;
}

/** That a fact looks for a keyword. */
export interface KeywordUse {
  readonly fact: number;
  readonly asWord: boolean;
}

/** Makes a search for the keywords of all facts, which are numbered in the order of their lists. */
export function wantKeywords(facts: readonly KeywordList[], ignoreCase: boolean): WantedKeywords {
  const fold = ignoreCase ? foldCase : (text: string): string => text;
  const uses = usesOf(facts, fold);
  const keywords = [...uses.keys()];
  const lengths = keywords.map(({ length }) => length);
  return {
    automaton: new KeywordAutomaton(keywords),
    lengths,
    longest: lengths.reduce((longest, length) => Math.max(longest, length), 0),
    uses: [...uses.values()],
    facts: facts.length,
    fold,
  };
}

function usesOf(facts: readonly KeywordList[], fold: WantedKeywords['fold']): ReadonlyMap<string, KeywordUse[]> {
  const uses = new Map<string, KeywordUse[]>();
  for (const [fact, { keywords, match }] of facts.entries()) {
    const use: KeywordUse = { fact, asWord: match === 'word' };
    for (const keyword of new Set(keywords.map(fold))) {
      const known = uses.get(keyword);
      if (known === undefined) uses.set(keyword, [use]);
      else known.push(use);
    }
  }
  return uses;
}

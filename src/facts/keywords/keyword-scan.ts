import type { WantedKeywords } from './wanted-keywords.js';
import { isWordAfter, isWordBefore } from './word-edge.js';

/** UTF-16 code units folded at once: small enough not to be kept among what lives long. */
const usualPart = 2 ** 15;
/** Parts read between two yields: about a millisecond. */
const partsPerStep = 4;
/** What stands beside a keyword is a character of one or two code units. */
const beside = 2;

/** One pass over a text for all facts: as far as the first that asks needs it, and on from there for the next. */
export class KeywordScan {
  readonly #wanted: WantedKeywords;
  readonly #text: string;
  readonly #partSize: number;
  readonly #found: Uint8Array;
  /** Code units of the text that are folded. */
  #folded = 0;
  /** The last of them, folded: what is being read, and before it as much as a keyword that ends there may reach back. */
  #part = '';
  /** How far the part can be read: what stands after a keyword has to be known. */
  #readable = 0;
  #parts = 0;
  readonly #cursor = { at: 0, place: 0 };

  constructor(text: string, wanted: WantedKeywords, partSize = usualPart) {
    this.#text = text;
    this.#partSize = partSize;
    this.#wanted = wanted;
    this.#found = new Uint8Array(wanted.facts);
  }

  /** Whether one of a fact's keywords stands in the text, in steps of about a millisecond. */
  *find(fact: number): Generator<undefined, boolean> {
    const { automaton } = this.#wanted;
    while (this.#found[fact] === 0) {
      if (this.#cursor.at < this.#readable) {
        if (automaton.advance(this.#cursor, this.#part, this.#readable)) this.#takeEnding();
      } else if (this.#folded < this.#text.length) {
        if (this.#parts > 0 && this.#parts % partsPerStep === 0) yield;
        this.#foldMore();
      } else {
        return false;
      }
    }
    return true;
  }

  /** A fact may have asked between two steps of another: then there is more to read already. */
  #foldMore(): void {
    const { fold, longest } = this.#wanted;
    if (this.#cursor.at < this.#readable) return;
    const start = this.#folded;
    const end = withWholePair(this.#text, Math.min(start + this.#partSize, this.#text.length));
    const kept = Math.max(0, this.#cursor.at - longest - beside);
    this.#part = this.#part.slice(kept) + fold(this.#text.slice(start, end));
    this.#cursor.at -= kept;
    this.#folded = end;
    this.#parts += 1;
    this.#readable = end === this.#text.length ? this.#part.length : this.#part.length - beside;
  }

  #takeEnding(): void {
    const { automaton, lengths, uses } = this.#wanted;
    const part = this.#part;
    const { at } = this.#cursor;
    const endsWord = !isWordAfter(part, at);
    automaton.forEachEnding(this.#cursor, (keyword) => {
      const isWord = endsWord && !isWordBefore(part, at - lengths[keyword]!);
      for (const { fact, asWord } of uses[keyword]!) if (isWord || !asWord) this.#found[fact] = 1;
    });
  }
}

/** A place, or the next one where it lies inside a surrogate pair. */
function withWholePair(text: string, at: number): number {
  const isInside = (text.charCodeAt(at) & 0xfc00) === 0xdc00 && (text.charCodeAt(at - 1) & 0xfc00) === 0xd800;
  return isInside ? at + 1 : at;
}

import type { CountedText } from './text-counter.js';

interface RecentText {
  readonly text: string;
  readonly counted: CountedText;
}

/** Shorter texts are counted as fast as found. */
const shortest = 48;
/** Of one generation. */
const mostTexts = 8_192;
const mostUnits = 2 ** 20;
/** Texts that have the same samples; a newer one takes the place of the oldest. */
const mostAlike = 8;
const samples = 16;
const prime = 0x01000193;

/**
 * How far texts were counted, for those asked for last: conversations resend what was said before. Of two generations
 * the older goes when the younger is full; what is asked for meanwhile moves to the younger. So at most two million
 * UTF-16 code units of texts are kept. A text is found by a few of its characters and then compared, which is faster
 * than hashing all of it.
 */
export class RecentTexts {
  #young = new Map<number, readonly RecentText[]>();
  #old: ReadonlyMap<number, readonly RecentText[]> = new Map();
  #units = 0;
  #texts = 0;

  get(text: string): CountedText | undefined {
    if (!isKept(text)) return undefined;
    const key = sample(text);
    const young = find(this.#young.get(key), text);
    if (young !== undefined) return young.counted;
    const old = find(this.#old.get(key), text)?.counted;
    if (old !== undefined) this.#keep(key, { text, counted: old });
    return old;
  }

  set(text: string, counted: CountedText): void {
    if (isKept(text)) this.#keep(sample(text), { text, counted });
  }

  #keep(key: number, recent: RecentText): void {
    const isNew = find(this.#young.get(key), recent.text) === undefined;
    if (isNew) this.#makeRoom(recent.text.length);
    const others = (this.#young.get(key) ?? []).filter(({ text }) => text !== recent.text);
    this.#young.set(key, [...others.slice(1 - mostAlike), recent]);
  }

  #makeRoom(units: number): void {
    if (this.#texts >= mostTexts || this.#units + units > mostUnits) {
      this.#old = this.#young;
      this.#young = new Map();
      this.#units = 0;
      this.#texts = 0;
    }
    this.#units += units;
    this.#texts += 1;
  }
}

function isKept({ length }: string): boolean {
  return length >= shortest && length <= mostUnits;
}

function find(alike: readonly RecentText[] | undefined, text: string): RecentText | undefined {
  return alike?.find((each) => each.text === text);
}

/** A number by the text's length and some of its characters, the last among them. */
function sample(text: string): number {
  let hash = text.length;
  for (let index = 1; index <= samples; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(Math.floor((index * text.length) / samples) - 1), prime);
  }
  return hash;
}

import type { CountedText } from './text-counter.js';

/** Shorter texts are counted as fast as found. */
const shortest = 48;
/** Of one generation. */
const mostTexts = 8_192;
const mostUnits = 2 ** 20;

/**
 * How far texts were counted, for those asked for last: conversations resend what was said before. Of two generations
 * the older goes when the younger is full; what is asked for meanwhile moves to the younger. So at most two million
 * UTF-16 code units of texts are kept.
 */
export class RecentTexts {
  #young = new Map<string, CountedText>();
  #old: ReadonlyMap<string, CountedText> = new Map();
  #units = 0;

  get(text: string): CountedText | undefined {
    if (text.length < shortest || text.length > mostUnits) return undefined;
    const young = this.#young.get(text);
    if (young !== undefined) return young;
    const old = this.#old.get(text);
    if (old !== undefined) this.set(text, old);
    return old;
  }

  set(text: string, counted: CountedText): void {
    if (text.length < shortest || text.length > mostUnits) return;
    if (!this.#young.has(text)) this.#makeRoom(text.length);
    this.#young.set(text, counted);
  }

  #makeRoom(units: number): void {
    if (this.#young.size >= mostTexts || this.#units + units > mostUnits) {
      this.#old = this.#young;
      this.#young = new Map();
      this.#units = 0;
    }
    this.#units += units;
  }
}

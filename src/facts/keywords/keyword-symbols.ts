const pageSize = 256;

/** Numbers the UTF-16 code units that stand in keywords, from 1; all others are 0. */
export class KeywordSymbols {
  /** Of the first code units, in which most texts are written. */
  readonly latin: Uint32Array;
  /** Numbers there are, 0 included. */
  readonly size: number;
  readonly #pages: (Uint32Array | undefined)[] = [];

  constructor(keywords: readonly string[]) {
    this.latin = this.#page(0);
    let size = 1;
    for (const keyword of keywords) {
      for (let at = 0; at < keyword.length; at += 1) {
        const unit = keyword.charCodeAt(at);
        const page = this.#page(unit >> 8);
        if (page[unit & (pageSize - 1)] !== 0) continue;
        page[unit & (pageSize - 1)] = size;
        size += 1;
      }
    }
    this.size = size;
  }

  of(unit: number): number {
    const page = this.#pages[unit >> 8];
    return page === undefined ? 0 : (page[unit & (pageSize - 1)] as number);
  }

  #page(index: number): Uint32Array {
    const page = this.#pages[index] ?? new Uint32Array(pageSize);
    this.#pages[index] = page;
    return page;
  }
}

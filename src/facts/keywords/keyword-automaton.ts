import { countBeginnings } from './count-beginnings.js';
import { KeywordSymbols } from './keyword-symbols.js';

/** How far a text is read, and what of a keyword may stand before that place. */
export interface KeywordCursor {
  /** UTF-16 code units. */
  at: number;
  /** What stands for the state; 0 where nothing was read. */
  place: number;
}

/** Entries of the rows that are written out: half a megabyte, of which a usual text keeps to a small part. */
const mostRowEntries = 2 ** 17;

/**
 * Finds all of many keywords in one pass over a text, in time linear in the text whatever both are (Aho and Corasick,
 * 1975). A state is the longest beginning of a keyword that the text read so far ends with; they are numbered by length,
 * so 0 is the empty one. The shortest, in which a text is most of the time, have a row that says what follows each
 * symbol; others the few symbols that lengthen them, and the state to fall back to.
 */
export class KeywordAutomaton {
  readonly #symbols: KeywordSymbols;
  /** By state: the one that it lengthens and the symbol that does. */
  readonly #parents: Int32Array;
  readonly #symbolsOf: Int32Array;
  /** By hash of both: the longer state; 0 where there is none. */
  readonly #slots: Int32Array;
  readonly #slotShift: number;
  /** By state: its longest end that is another state. */
  readonly #fallbacks: Int32Array;
  /** By state: the keyword that it is, from 1; 0 where it is only a beginning. */
  readonly #keywords: Int32Array;
  /** By state: its longest end, itself included, that is a keyword; 0 where there is none. */
  readonly #ends: Int32Array;
  readonly #rows: Int32Array;
  readonly #rowCount: number;
  #size = 1;

  /** Keywords are distinct, and none is empty. */
  constructor(keywords: readonly string[], rowEntries = mostRowEntries) {
    const states = countBeginnings(keywords);
    const slotBits = Math.ceil(Math.log2(states)) + 1;
    this.#symbols = new KeywordSymbols(keywords);
    this.#parents = new Int32Array(states);
    this.#symbolsOf = new Int32Array(states);
    this.#slots = new Int32Array(2 ** slotBits);
    this.#slotShift = 32 - slotBits;
    this.#fallbacks = new Int32Array(states);
    this.#keywords = new Int32Array(states);
    this.#ends = new Int32Array(states);
    this.#addAll(keywords);
    for (let state = 1; state < this.#size; state += 1) {
      this.#ends[state] = this.#keywords[state] === 0 ? this.#ends[this.#fallbacks[state]!]! : state;
    }
    this.#rowCount = Math.max(1, Math.min(this.#size, Math.floor(rowEntries / this.#symbols.size)));
    this.#rows = new Int32Array(this.#rowCount * this.#symbols.size);
    this.#writeRows();
  }

  /** Reads on until a keyword ends or `to` is reached; says whether one ends. */
  advance(cursor: KeywordCursor, text: string, to: number): boolean {
    const rows = this.#rows;
    const rowsEnd = rows.length;
    const symbols = this.#symbols;
    const { latin } = symbols;
    let { at, place } = cursor;
    while (at < to) {
      const unit = text.charCodeAt(at);
      const symbol = unit < 256 ? latin[unit]! : symbols.of(unit);
      at += 1;
      place = place < rowsEnd ? rows[place + symbol]! : this.#placeOf(this.#next(this.#stateAt(place), symbol));
      if (place >= 0) continue;
      cursor.at = at;
      cursor.place = ~place;
      return true;
    }
    cursor.at = at;
    cursor.place = place;
    return false;
  }

  /** Indexes of the keywords that end where a cursor stands, the longest first. */
  forEachEnding({ place }: KeywordCursor, take: (keyword: number) => void): void {
    let end = this.#ends[this.#stateAt(place)]!;
    for (; end !== 0; end = this.#ends[this.#fallbacks[end]!]!) take(this.#keywords[end]! - 1);
  }

  /** Where a state's row begins; states without one follow. The complement where a keyword ends. */
  #placeOf(state: number): number {
    const place = state < this.#rowCount ? state * this.#symbols.size : this.#rows.length + state - this.#rowCount;
    return this.#ends[state] === 0 ? place : ~place;
  }

  #stateAt(place: number): number {
    return place < this.#rows.length ? place / this.#symbols.size : this.#rowCount + place - this.#rows.length;
  }

  /** Length by length, so that of a state's ends, which are shorter, all is known. */
  #addAll(keywords: readonly string[]): void {
    const states = new Int32Array(keywords.length);
    let longer = keywords.map((_, index) => index);
    for (let length = 1; longer.length > 0; length += 1) {
      longer = longer.filter((index) => {
        const keyword = keywords[index]!;
        const state = this.#lengthen(states[index]!, this.#symbols.of(keyword.charCodeAt(length - 1)));
        states[index] = state;
        if (keyword.length === length) this.#keywords[state] = index + 1;
        return keyword.length > length;
      });
    }
  }

  #lengthen(parent: number, symbol: number): number {
    const known = this.#child(parent, symbol);
    if (known !== 0) return known;
    const state = this.#size;
    this.#size += 1;
    this.#fallbacks[state] = parent === 0 ? 0 : this.#next(this.#fallbacks[parent]!, symbol);
    this.#parents[state] = parent;
    this.#symbolsOf[state] = symbol;
    let slot = this.#slotOf(parent, symbol);
    while (this.#slots[slot] !== 0) slot = (slot + 1) % this.#slots.length;
    this.#slots[slot] = state;
    return state;
  }

  /** The state after one more symbol. */
  #next(from: number, symbol: number): number {
    for (let state = from; ; state = this.#fallbacks[state]!) {
      const next = this.#child(state, symbol);
      if (next !== 0 || state === 0) return next;
    }
  }

  #child(parent: number, symbol: number): number {
    if (symbol === 0) return 0;
    let slot = this.#slotOf(parent, symbol);
    for (;;) {
      const state = this.#slots[slot]!;
      if (state === 0 || (this.#parents[state] === parent && this.#symbolsOf[state] === symbol)) return state;
      slot = (slot + 1) % this.#slots.length;
    }
  }

  #slotOf(parent: number, symbol: number): number {
    return (Math.imul(parent, 0x9e3779b1) ^ Math.imul(symbol, 0x85ebca6b)) >>> this.#slotShift;
  }

  #writeRows(): void {
    const { size } = this.#symbols;
    for (let state = 0; state < this.#rowCount; state += 1) {
      const fallback = this.#fallbacks[state]! * size;
      for (let symbol = 1; symbol < size; symbol += 1) {
        const longer = this.#child(state, symbol);
        const isNew = longer !== 0 || state === 0;
        this.#rows[state * size + symbol] = isNew ? this.#placeOf(longer) : this.#rows[fallback + symbol]!;
      }
    }
  }
}

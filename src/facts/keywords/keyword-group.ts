import { type RequestTextSelection, textOf } from '../../request/request-text.js';
import type { ChatBody } from '../../request/routing-request.js';
import { KeywordScan } from './keyword-scan.js';
import { type KeywordList, type WantedKeywords, wantKeywords } from './wanted-keywords.js';

/** Which text facts look at, and how. */
export interface KeywordReading {
  readonly text: RequestTextSelection;
  readonly ignoreCase: boolean;
}

/** Tells, in steps, whether one of a fact's keywords stands in a request's text. */
export type FindKeyword = (body: ChatBody) => Generator<undefined, boolean>;

/** All facts of a policy that look for keywords. Those that look at the same text have one pass over it together. */
export class KeywordGroups {
  readonly #groups = new Map<string, KeywordGroup>();

  /** Adds a fact. All that are added before a promise is fulfilled are found together; later ones by another pass. */
  async add(list: KeywordList, reading: KeywordReading): Promise<FindKeyword> {
    const group = this.#openGroup(reading);
    const find = group.add(list);
    await undefined;
    group.close();
    return find;
  }

  #openGroup(reading: KeywordReading): KeywordGroup {
    const key = `${reading.text} ${reading.ignoreCase}`;
    const known = this.#groups.get(key);
    if (known?.isOpen) return known;
    const group = new KeywordGroup(reading);
    this.#groups.set(key, group);
    return group;
  }
}

class KeywordGroup {
  readonly #reading: KeywordReading;
  readonly #lists: KeywordList[] = [];
  readonly #scans = new WeakMap<ChatBody, KeywordScan>();
  #wanted: WantedKeywords | undefined;

  constructor(reading: KeywordReading) {
    this.#reading = reading;
  }

  get isOpen(): boolean {
    return this.#wanted === undefined;
  }

  add(list: KeywordList): FindKeyword {
    const fact = this.#lists.push(list) - 1;
    return (body) => this.#scanOf(body).find(fact);
  }

  /** No fact is added any more: makes the search. */
  close(): WantedKeywords {
    this.#wanted ??= wantKeywords(this.#lists, this.#reading.ignoreCase);
    return this.#wanted;
  }

  #scanOf(body: ChatBody): KeywordScan {
    let scan = this.#scans.get(body);
    if (scan === undefined) {
      scan = new KeywordScan(textOf(body, this.#reading.text), this.close());
      this.#scans.set(body, scan);
    }
    return scan;
  }
}

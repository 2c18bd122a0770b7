import { didYouMean } from '../diagnostics/did-you-mean.js';
import { type Located, valuePlace } from './policy-file.js';
import { quote } from './quote.js';
import type { Report } from './report.js';

/**
 * The defined names of one kind. A name whose definition is broken is known but has no value, so that using it is not
 * a second mistake; when some definitions could not be read at all, no name is called unknown.
 */
export class Names<T> {
  readonly #values = new Map<string, T | undefined>();
  readonly #kind: string;
  /** Whether every definition could be found. */
  readonly complete: boolean;
  readonly #report: Report;

  /** `kind` as messages say it: `fact`, `model slot`. */
  constructor(kind: string, complete: boolean, report: Report) {
    this.#kind = kind;
    this.complete = complete;
    this.#report = report;
  }

  set(name: string, value: T | undefined): void {
    this.#values.set(name, value);
  }

  has(name: string): boolean {
    return this.#values.has(name);
  }

  /** All names, also those whose definition is broken. */
  names(): string[] {
    return [...this.#values.keys()];
  }

  get(name: string): T | undefined {
    return this.#values.get(name);
  }

  /** What the name at this place stands for; reports a name that nothing defines. */
  find(at: Located<string>, help?: string): T | undefined {
    if (!this.#values.has(at.value)) this.reportUnknown(at.value, at, help);
    return this.#values.get(at.value);
  }

  reportUnknown(name: string, at: Located<unknown>, help?: string, place = valuePlace(at)): void {
    if (!this.complete) return;
    const meant = didYouMean(name, this.#values.keys());
    const known = [...this.#values.keys()];
    const fallback =
      meant !== undefined
        ? `did you mean \`${meant}\`?`
        : known.length === 0
          ? `no ${this.#kind} is defined`
          : `defined: ${known.slice(0, 20).join(', ')}${known.length > 20 ? ', …' : ''}`;
    const message = `there is no ${this.#kind} ${quote(name, at.pointer)}`;
    this.#report('unknown-name', message, place, { help: help ?? fallback });
  }

  /** All names that have a value. */
  defined(): ReadonlyMap<string, T> {
    return new Map([...this.#values].filter((entry): entry is [string, T] => entry[1] !== undefined));
  }
}

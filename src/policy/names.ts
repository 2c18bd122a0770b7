import type { Diagnostic } from '../diagnostics/diagnostic.js';
import { didYouMean } from '../diagnostics/did-you-mean.js';
import { type Located, valuePlace } from './policy-file.js';
import { quote } from './quote.js';
import type { Report } from './report.js';

type Related = NonNullable<Diagnostic['related']>[number];

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
  /** Uses of each unknown name after the first. */
  readonly #unknown = new Map<string, Related[]>();

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

  /** One finding for a name, however often it is used: most likely its definition is what is wrong. */
  reportUnknown(name: string, at: Located<unknown>, help?: string, place = valuePlace(at)): void {
    if (!this.complete) return;
    const known = this.names();
    const group = known.length === 0 ? '' : name;
    const uses = this.#unknown.get(group);
    if (uses !== undefined) {
      uses.push({ message: group === '' ? `${quote(name, at.pointer)} is used here` : 'it is used here too', place });
      return;
    }
    const related: Related[] = [];
    this.#unknown.set(group, related);
    const message = `there is no ${this.#kind} ${quote(name, at.pointer)}`;
    this.#report('unknown-name', message, place, { help: help ?? this.#suggest(name, known), related });
  }

  #suggest(name: string, known: readonly string[]): string {
    const meant = didYouMean(name, known);
    if (meant !== undefined) return `did you mean \`${meant}\`?`;
    if (known.length === 0) return `no ${this.#kind} is defined`;
    return `defined: ${known.slice(0, 20).join(', ')}${known.length > 20 ? ', …' : ''}`;
  }

  /** All names that have a value. */
  defined(): ReadonlyMap<string, T> {
    return new Map([...this.#values].filter((entry): entry is [string, T] => entry[1] !== undefined));
  }
}

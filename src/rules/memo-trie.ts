/**
 * A place in a trie: 0 where nothing is remembered; positive where a fact is read next; negative at a result, of which
 * `~place` is the number, from 0.
 */
export type MemoPlace = number;

/** Classes up to which a place for each takes no more room than a map of those that were met. */
const fewClasses = 32;
/** The same for the first fact that is read, of which there is one. */
const fewFirstClasses = 20_000;

/** What stands at a fact's place: its number, how many edges follow, the edges; without room for all, a map's number. */
const widthAt = 1;
const firstEdgeAt = 2;
const mapNumberAt = 2;

/**
 * Numbers of results by the classes of the facts that lead to them: nodes are facts, edges are classes. All of it stands
 * in one array: what a walk touches lies close together, whereas objects of a large trie lie anywhere in memory.
 */
export class MemoTrie {
  /** Nothing, until something is remembered. */
  root: MemoPlace = 0;
  #cells = new Int32Array(1024);
  /** The first cell is left free, because 0 means nothing. */
  #used = 1;
  readonly #maps: Map<number, MemoPlace>[] = [];

  /** The number of the fact that is read at a place. */
  factAt(place: MemoPlace): number {
    return this.#cells[place] as number;
  }

  after(place: MemoPlace, edge: number): MemoPlace {
    const cells = this.#cells;
    if (edge < (cells[place + widthAt] as number)) return cells[place + firstEdgeAt + edge] as number;
    return this.#mapAt(place)?.get(edge) ?? 0;
  }

  /** `classes`: how many edges may follow. */
  addFact(fact: number, classes: number): MemoPlace {
    const isDense = classes <= (this.root === 0 ? fewFirstClasses : fewClasses);
    const place = this.#take(firstEdgeAt + (isDense ? classes : 1));
    this.#cells[place] = fact;
    this.#cells[place + widthAt] = isDense ? classes : 0;
    if (!isDense) this.#cells[place + mapNumberAt] = this.#maps.push(new Map()) - 1;
    return place;
  }

  /** Leads from a fact's place over an edge to another place. */
  lead(place: MemoPlace, edge: number, next: MemoPlace): void {
    if (edge < (this.#cells[place + widthAt] as number)) this.#cells[place + firstEdgeAt + edge] = next;
    else this.#mapAt(place)?.set(edge, next);
  }

  #mapAt(place: MemoPlace): Map<number, MemoPlace> | undefined {
    return this.#cells[place + widthAt] === 0 ? this.#maps[this.#cells[place + mapNumberAt] as number] : undefined;
  }

  /** Room for so many cells, all 0. */
  #take(count: number): number {
    const place = this.#used;
    this.#used += count;
    if (this.#used > this.#cells.length) {
      const cells = new Int32Array(Math.max(this.#used, 2 * this.#cells.length));
      cells.set(this.#cells);
      this.#cells = cells;
    }
    return place;
  }
}

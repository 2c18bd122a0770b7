/** A shorter repetition in the middle of a text may be what the model means. */
const shortestOverlap = 16;

/**
 * Tells how much of the beginning of a continuation repeats what stands already: all of it, from the start on; the last
 * part of it; or white space at its end. `push` gives the number of characters to leave out as soon as that is certain.
 */
export interface RepeatedText {
  push(text: string): number | undefined;
  /** The same when nothing more comes. */
  end(): number;
}

export function findRepeatedText(before: string): RepeatedText {
  const trailing = before.length - before.trimEnd().length;
  /** Places in the text from which on all that came is the same. */
  let places: number[] | undefined;
  let after = '';
  /** The longest repetition so far that is complete. */
  let longest = 0;

  function candidates(): number[] {
    const suffixes = Math.max(0, before.length - shortestOverlap);
    const all = Array.from({ length: before === '' ? 0 : suffixes + 1 }, (_, place) => place);
    return all.filter((place) => agrees(place));
  }

  function agrees(place: number): boolean {
    const length = Math.min(before.length - place, after.length);
    return before.startsWith(after.slice(0, length), place);
  }

  function commonWhiteSpace(): number {
    const space = before.slice(before.length - trailing);
    let length = 0;
    while (length < Math.min(trailing, after.length) && space[length] === after[length]) length += 1;
    return length;
  }

  return {
    push(text) {
      after += text;
      if (after === '') return undefined;
      places = places === undefined ? candidates() : places.filter(agrees);
      const complete = places.find((place) => before.length - place <= after.length);
      if (complete !== undefined) longest = Math.max(longest, before.length - complete);
      places = places.filter((place) => before.length - place > after.length);
      const spaces = commonWhiteSpace();
      const mayBeMoreSpace = spaces === after.length && spaces < trailing;
      if (places.length > 0 || mayBeMoreSpace) return undefined;
      return Math.max(longest, spaces);
    },
    end() {
      const allRepeats = after.length >= shortestOverlap && (places?.length ?? 0) > 0;
      return allRepeats ? after.length : Math.max(longest, commonWhiteSpace());
    },
  };
}

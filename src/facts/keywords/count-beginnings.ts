/** How many texts, the empty one among them, some text begins with. */
export function countBeginnings(texts: readonly string[]): number {
  let count = 1;
  let before = '';
  for (const text of texts.toSorted()) {
    count += text.length - sharedLength(before, text);
    before = text;
  }
  return count;
}

/** UTF-16 code units that two texts begin with alike; in them texts are sorted too. */
function sharedLength(one: string, other: string): number {
  let shared = 0;
  while (shared < one.length && one.charCodeAt(shared) === other.charCodeAt(shared)) shared += 1;
  return shared;
}

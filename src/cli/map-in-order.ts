/**
 * Works on up to `limit` items at once and gives the results in the order of the items, each as soon as it and those
 * before it are done: a caller that sends one line and waits for its answer gets it. `work` must not reject.
 */
export async function* mapInOrder<Item, Result>(
  items: AsyncIterable<Item>,
  limit: number,
  work: (item: Item) => Promise<Result>,
): AsyncGenerator<Result> {
  const iterator = items[Symbol.asyncIterator]();
  const pending: Promise<Result>[] = [];
  try {
    let next: Promise<IteratorResult<Item>> | undefined = iterator.next();
    while (next !== undefined || pending.length > 0) {
      const [head] = pending;
      const item: IteratorResult<Item> | undefined = await arrival(next, head, pending.length < limit);
      if (item === undefined) {
        pending.shift();
        if (head !== undefined) yield await head;
      } else if (item.done === true) {
        next = undefined;
      } else {
        pending.push(work(item.value));
        next = iterator.next();
      }
    }
  } finally {
    // Not awaited: a generator that waits for input answers only when the input comes.
    void iterator.return?.();
  }
}

/** The next item when it comes first and there is room for it; undefined when the head is done first. */
async function arrival<Item>(
  next: Promise<IteratorResult<Item>> | undefined,
  head: Promise<unknown> | undefined,
  room: boolean,
): Promise<IteratorResult<Item> | undefined> {
  const done = head?.then(() => undefined);
  if (next === undefined || !room) return done;
  return done === undefined ? next : Promise.race([done, next]);
}

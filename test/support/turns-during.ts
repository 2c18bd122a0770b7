/** What some work gives, and how many turns the event loop makes meanwhile: those in which others are served. */
export async function turnsDuring<T>(work: () => T): Promise<{ readonly value: Awaited<T>; readonly turns: number }> {
  let turns = 0;
  let working = true;
  const turn = (): void => {
    turns += 1;
    if (working) setImmediate(turn);
  };
  setImmediate(turn);
  try {
    const value = await work();
    return { value, turns };
  } finally {
    working = false;
  }
}

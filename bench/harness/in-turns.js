/**
 * Lets contenders measure in turns, each round beginning with another one, so that what else the machine does falls on
 * all of them. One round before is not counted. Gives what `measure` gave, by name, one entry per round.
 */
export async function inTurns(names, rounds, measure) {
  const measured = Object.fromEntries(names.map((name) => [name, []]));
  for (const name of names) await measure(name);
  for (let round = 0; round < rounds; round += 1) {
    const first = round % names.length;
    for (const name of [...names.slice(first), ...names.slice(0, first)]) measured[name].push(await measure(name));
  }
  return measured;
}

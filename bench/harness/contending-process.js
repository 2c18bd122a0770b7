// `fork(this, [CONTENDER, RULES])`: one contender in a process of its own, so that nobody pays for another's garbage. When
// it is warm it sends what it answered, and then, each time it is asked, what a decision costs.
import { bytesAllocated } from './bytes-allocated.js';
import { contenders, own, ownRule } from './contenders.js';
import { requestsFor, ruleSet } from './rule-set.js';

const [name, size] = process.argv.slice(2);
const rules = Number(size);
const requests = requestsFor(rules, 500);
const ask = await contenders[name](ruleSet(rules));

const warmings = name === own || name === ownRule ? 40 : 0;
for (let warming = 0; warming < warmings; warming += 1) for (const request of requests) await ask(request);

// By the request's index. The plain engine takes its time: it answers one in 25.
const answers = {};
for (let index = 0; index < requests.length; index += name === 'json-rules-engine' ? 25 : 1) {
  const answer = await ask(requests[index]);
  answers[index] = name === own ? answer.rule : answer;
}

/** The request that comes next: who decides few in a batch goes on in the next. */
let at = 0;
let count = 0;
process.on('message', async ({ batchMs, allocations }) => {
  if (allocations !== undefined) {
    process.send(await bytesAllocated((done) => ask(requests[done % requests.length]), allocations));
    return;
  }
  if (count === 0) count = await countFor(batchMs);
  process.send({ micros: await batch(count) });
});
process.on('disconnect', () => process.exit());
process.send({ answers });

/** So many decisions as take some milliseconds. */
async function countFor(milliseconds) {
  for (let decisions = 1; ; decisions *= 2) {
    const begun = performance.now();
    await batch(decisions);
    if (performance.now() - begun > milliseconds || decisions > 1e6) return decisions;
  }
}

/** CPU time of the process, so that what else the machine does falls on nobody. */
async function batch(decisions) {
  const begun = process.cpuUsage();
  for (let done = 0; done < decisions; done += 1) {
    const answer = ask(requests[at]);
    at = at + 1 === requests.length ? 0 : at + 1;
    if (answer instanceof Promise) await answer;
  }
  const { user, system } = process.cpuUsage(begun);
  return (user + system) / decisions;
}

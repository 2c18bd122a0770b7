// A service of its own process: a router on a shared store, which sends as many requests at once as it is told. What the
// budget refuses is asked again for a while: others give back what they held and did not spend.
import { setTimeout } from 'node:timers/promises';
import { createRedisStore, createRouter } from '../../dist/index.js';

const tries = 40;
const waitMs = 25;

const [policy, redis] = process.argv.slice(2);
const store = await createRedisStore({ url: redis });
const router = await createRouter({ policy: { text: policy }, store });
let storeFailures = 0;
router.on('store-failed', () => {
  storeFailures += 1;
});

process.on('message', async ({ run, requests, user }) => {
  const ends = await Promise.all(Array.from({ length: requests }, () => ask(run, user)));
  const counts = {};
  for (const end of ends) counts[end] = (counts[end] ?? 0) + 1;
  process.send({ run, counts, storeFailures });
});
process.on('disconnect', () => process.exit());
process.send('ready');

async function ask(run, user, tried = 1) {
  const body = {
    user,
    max_tokens: 50 + Math.floor(Math.random() * 450),
    messages: [{ role: 'user', content: 'Name three colours, and say in a sentence what each is used for.' }],
  };
  try {
    await router.chat.completions.create(body, { attributes: { run } });
    return 'answered';
  } catch (error) {
    if (error.code === 'BUDGET_UNAVAILABLE') return 'store';
    if (error.code === 'ATTEMPTS_EXHAUSTED') return 'overloaded';
    if (error.code !== 'BUDGET_EXCEEDED') return 'failed';
    if (tried === tries) return 'refused';
  }
  await setTimeout(waitMs);
  return ask(run, user, tried + 1);
}

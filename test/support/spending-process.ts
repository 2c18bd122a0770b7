// A service in a process of its own: a router on a shared store, which asks once for each message that it gets.
import { createRouter } from '../../src/index.js';
import { createRedisStore } from '../../src/store/redis-store.js';

const [text = '', url = ''] = process.argv.slice(2);
const store = await createRedisStore({ url });
let lastWords = false;
const router = await createRouter({
  policy: { text },
  store: {
    ...store,
    budgets: {
      ...store.budgets,
      markSent(id) {
        // Reserved, and not sent: the moment at which a process that dies has to give everything back.
        if (lastWords) process.kill(process.pid, 'SIGKILL');
        return store.budgets.markSent(id);
      },
    },
  },
});

process.on('message', async (message: 'ask' | 'ask and die') => {
  lastWords = message === 'ask and die';
  const end = await router.chat.completions.create({ messages: [{ role: 'user', content: 'Say hello.' }] }).then(
    (completion) => completion.routing.cost?.usd,
    (error: Error & { code?: string }) => error.code ?? error.message,
  );
  process.send?.(end);
});
process.on('disconnect', () => process.exit());
process.send?.('ready');

// Run as a process of its own: imports Signalbox, loads a policy and decides, then says on standard output which
// modules that took. One URL or path a line.
import { createRequire, register } from 'node:module';

const hooks = `
  import { writeSync } from 'node:fs';
  export async function load(url, context, next) {
    writeSync(1, url + '\\n');
    return next(url, context);
  }
`;
register(`data:text/javascript,${encodeURIComponent(hooks)}`);

const { createRouter } = await import('../../src/index.js');
const router = await createRouter({ policy: { text: process.argv[2] ?? '' }, env: { KEY: 'k' } });
await router.decide({ messages: [{ role: 'user', content: 'hello' }] });
await router.close();
// What CommonJS modules require does not pass the hooks.
const require = createRequire(import.meta.url);
process.stdout.write(Object.keys(require.cache).join('\n'));

// Whole decisions that look at texts: a chat with patterns and a token threshold, prompts of 1 MiB, many keywords.
import { get_encoding } from 'tiktoken';
import { createRouter } from '../dist/index.js';
import { inTurns } from './harness/in-turns.js';
import { naturalTexts } from './harness/natural-text.js';
import { quick, table, writePage } from './harness/page.js';
import { median, withSpread } from './harness/statistics.js';

const mebibyte = 2 ** 20;
const [prose] = naturalTexts(1, mebibyte);
const reference = get_encoding('o200k_base');
const patterns = [
  '```|\\b(def|function|class|import)\\s',
  '\\b(urgent|asap|immediately)\\b',
  '\\bINV-\\d{4,8}\\b',
  '\\b\\d{4}-\\d{2}-\\d{2}\\b',
  '(refund|chargeback|invoice)s?\\b',
  '\\b(SELECT|INSERT|UPDATE|DELETE)\\s',
  'https?://[\\w.]{1,100}/checkout',
  '\\b(lawyer|attorney|solicitor)\\b',
];
const regexFacts = patterns.map(
  (pattern, index) => `  r${index}: { from: regex, pattern: ${JSON.stringify(pattern)} }`,
);
const tokens = (threshold) => `{ tokens: { at_least: ${threshold} } }`;
const words = (from) => Array.from({ length: 50 }, (_, index) => `keyword${from + index}`);
const keywordFacts = [0, 1, 2, 3].map((index) => `  k${index}: { from: keywords, keywords: [${words(index * 50)}] }`);
// They begin alike, so that a text can look like the start of all of them wherever it is read.
const many = `  many: { from: keywords, keywords: [${Array.from({ length: 10_000 }, (_, index) => `keyword${index}`)}] }`;
const rulesOf = (names) => names.map((name) => `  - { id: ${name}, when: { ${name}: true }, then: slow }`);

const chat = [
  { role: 'system', content: 'You help the customers of a shop with their orders.' },
  ...Array.from({ length: 6 }, (_, index) => ({
    role: index % 2 === 0 ? 'user' : 'assistant',
    content: prose.slice(index * 150, (index + 1) * 150).toLowerCase(),
  })),
  { role: 'user', content: 'where is the parcel that was promised for last week? '.repeat(20) },
];
const one = (content) => [{ role: 'user', content }];
const flat = (text) => Buffer.from(text).toString();

const scenes = {
  'chat of 2 kB, eight patterns, a token threshold': {
    router: await router([...regexFacts], [...rulesOf(patterns.map((_, index) => `r${index}`))], tokens(400)),
    messages: chat,
    times: quick ? 2_000 : 20_000,
    limit: 0.03,
    aim: 'at most 30 µs',
  },
  'the same, tokens exact': {
    router: await router(regexFacts, rulesOf(patterns.map((_, index) => `r${index}`)), tokens(400), 'exact'),
    messages: chat,
    times: quick ? 2_000 : 20_000,
  },
  'prompt of 1 MiB, a threshold of 2,000 tokens': {
    router: await router([], [], tokens(2000)),
    messages: one(flat(prose)),
    times: 50,
    limit: 1,
    aim: 'at most 1 ms',
  },
  'prompt of 100 kB, a threshold of 2,000 tokens, every time another': {
    router: await router([], [], tokens(2000)),
    messages: (round) => one(flat(`${round}${prose.slice(0, 100_000)}`)),
    times: 20,
  },
  'prompt of 1 MiB, tokens exact, every time another': {
    router: await router([], [], tokens(2000), 'exact'),
    messages: (round) => one(flat(`${round} ${prose}`)),
    times: 1,
  },
  'prompt of 1 MiB, eight patterns that find nothing': {
    router: await router(regexFacts, rulesOf(patterns.map((_, index) => `r${index}`)), tokens(2000)),
    messages: one(flat('where is the parcel that was promised for last week? '.repeat(mebibyte / 53))),
    times: 1,
  },
  'chat of 2 kB, four facts of 50 keywords each, none found': {
    router: await router(keywordFacts, rulesOf(['k0', 'k1', 'k2', 'k3']), tokens(400)),
    messages: chat,
    times: quick ? 500 : 5_000,
  },
  'prompt of 1 MiB, four facts of 50 keywords each, none found': {
    router: await router(keywordFacts, rulesOf(['k0', 'k1', 'k2', 'k3']), tokens(2000)),
    messages: one(flat(prose)),
    times: 1,
  },
  'prompt of 1 MiB, 10,000 keywords, none found': {
    router: await router([many], rulesOf(['many']), tokens(2000)),
    messages: one(flat(prose)),
    times: 1,
  },
  'prompt of 1 MiB made to be slow for 10,000 keywords': {
    router: await router([many], rulesOf(['many']), tokens(2000)),
    messages: one(flat('keyword'.repeat(mebibyte / 7))),
    times: 1,
    limit: 50,
    aim: 'at most 50 ms',
  },
  "tiktoken's plain count of the chat": { plain: chat.map(({ content }) => content), times: quick ? 50 : 500 },
  "tiktoken's plain count of the 1 MiB": { plain: [prose], times: 1 },
};

const names = Object.keys(scenes);
let round = 0;
const measured = await inTurns(names, quick ? 5 : 15, (name) => measure(scenes[name]));
const aims = names
  .filter((name) => scenes[name].limit !== undefined)
  .map((name) => {
    const figure = median(measured[name]);
    const text = figure < 1 ? `${(figure * 1000).toFixed(1)} µs` : `${figure.toFixed(2)} ms`;
    return { what: `decision: ${name}`, aim: scenes[name].aim, figure: text, met: figure <= scenes[name].limit };
  });
writePage('text', {
  title: 'Decisions that look at texts',
  text: `Whole decisions by \`router.decide\`, the copy and the check of the request included.\n\n${table(
    ['', 'ms (middle half)'],
    names.map((name) => [name, withSpread(measured[name], 4)]),
  )}`,
  aims,
});
await Promise.all(names.map((name) => scenes[name].router?.close()));

async function measure({ router: deciding, messages, plain, times }) {
  round += 1;
  const requests = Array.from({ length: times }, (_, index) => ({
    messages: typeof messages === 'function' ? messages(`${round}.${index}`) : messages,
  }));
  const begun = performance.now();
  for (const request of requests) {
    if (plain === undefined) await deciding.decide(request);
    else for (const text of plain) reference.encode_ordinary(text);
  }
  return (performance.now() - begun) / times;
}

function router(facts, rules, when, tokenCounts = 'as_needed') {
  const text = `policy: bench
language: 1
endpoints: { llm: { kind: openai, base_url: "http://127.0.0.1:9/v1", api_key: { env: KEY } } }
models: { fast: { id: fast, endpoint: llm } }
tiers: { quick: { model: fast, max_tokens: 512 }, slow: { model: fast, max_tokens: 1024 } }
facts:
  tokens: { from: tokens }
${facts.join('\n')}
rules:
${rules.join('\n')}
  - { id: long, when: ${when}, then: slow }
default: quick
`;
  return createRouter({ policy: { text }, env: { KEY: 'k' }, tokenCounts });
}

// Counting tokens: beside tiktoken and gpt-tokenizer on new prose, a growing conversation, and texts made to be slow.
import { clearMergeCache, countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import { get_encoding } from 'tiktoken';
import { loadTokenizer } from '../dist/facts/tokens/tokenizer.js';
import { createRouter } from '../dist/index.js';
import { naturalTexts } from './harness/natural-text.js';
import { quick, table, writePage } from './harness/page.js';
import { randomFrom } from './harness/rule-set.js';
import { median, withSpread } from './harness/statistics.js';

const mebibyte = 2 ** 20;
const aims = [];
const memory = await shareEncodings();
const reference = get_encoding('o200k_base');
const plain = (text) => reference.encode_ordinary(text).length;
const warm = await loadTokenizer('o200k_base');
const exact = async (tokenizer, text) => (await tokenizer.count([text])).at_least;

const sections = [
  ['New prose', await measureProse()],
  ['A conversation of 200 turns', await measureConversation()],
  ['1 MiB that is made to be slow', await measureHostile()],
  ['Memory', memory],
];
writePage('tokens', {
  title: 'Counting tokens',
  text: sections.map(([title, text]) => `## ${title}\n\n${text}`).join('\n\n'),
  aims,
});

/** Every round has a text that nobody has counted before; the order in which contenders count it changes. */
async function measureProse() {
  const rounds = quick ? 6 : 12;
  const length = 200_000;
  const texts = naturalTexts(rounds + 3, length);
  const contenders = {
    tiktoken: (text) => plain(text),
    'gpt-tokenizer, empty cache': (text) => {
      clearMergeCache();
      return countTokens(text);
    },
    'gpt-tokenizer, warm': (text) => countTokens(text),
    'Signalbox, empty cache': (text, fresh) => exact(fresh, text),
    'Signalbox, kind seen before': (text) => exact(warm, text),
    'Signalbox, text seen before': (text) => exact(warm, text),
  };
  const names = Object.keys(contenders);
  const times = Object.fromEntries(names.map((name) => [name, []]));
  const tokens = [];
  for (const [round, text] of texts.entries()) {
    const counts = new Set();
    const fresh = await freshTokenizer(round);
    const first = round % 4;
    const order = [...names.slice(first, 5), ...names.slice(0, first), names[5]];
    // Its cache is emptied by its other row, and filled by that too: it has seen this very text then, to its advantage.
    for (const name of order) {
      const begun = performance.now();
      const count = await contenders[name](text, fresh);
      if (round >= 3) times[name].push(performance.now() - begun);
      counts.add(count);
    }
    if (counts.size !== 1) throw new Error(`the counts differ: ${[...counts]}`);
    tokens.push(...counts);
  }
  const [base, , gpt, empty, kind, seen] = names.map((name) => median(times[name]));
  aim('new prose, empty cache: time of plain tiktoken', 'at most 1', empty / base, 1);
  aim('new prose of a kind seen before: time of plain tiktoken', 'at most 0.5', kind / base, 0.5);
  aim('new prose of a kind seen before: time of gpt-tokenizer, warm', 'below 1', kind / gpt, 1);
  aim('prose seen before: time of plain tiktoken', 'at most 0.01', seen / base, 0.01);
  const rows = names.map((name) => [name, withSpread(times[name], 2), (base / median(times[name])).toFixed(1)]);
  return `${rounds} texts of ${median(tokens)} tokens, each new to all, o200k_base. All counts are equal.\n\n${table(['', 'ms (middle half)', 'times as fast as tiktoken'], rows)}`;
}

/** The module again, with nothing counted yet; what it is made of is compiled already. */
async function freshTokenizer(round) {
  const { loadTokenizer: load } = await import(`../dist/facts/tokens/tokenizer.js?round=${round}`);
  return load('o200k_base');
}

async function measureConversation() {
  const [text] = naturalTexts(1, 200 * 1_500);
  const turns = Array.from({ length: 200 }, (_, turn) => text.slice(turn * 1_500, (turn + 1) * 1_500));
  const tokenizer = await freshTokenizer('conversation');
  const own = [];
  const theirs = [];
  for (let turn = 1; turn <= turns.length; turn += 1) {
    // As it comes from outside: every text anew.
    const messages = JSON.parse(JSON.stringify(turns.slice(0, turn)));
    let begun = performance.now();
    const { at_least: count } = await tokenizer.count(messages);
    own.push(performance.now() - begun);
    if (turn % 20 !== 0) continue;
    begun = performance.now();
    const expected = messages.reduce((sum, message) => sum + plain(message), 0);
    theirs.push(performance.now() - begun);
    if (count !== expected) throw new Error(`turn ${turn}: ${count}, not ${expected}`);
  }
  const sum = (values) => values.reduce((total, each) => total + each, 0);
  const [early, late] = [own.slice(20, 60), own.slice(160)].map(median);
  aim('turn 180 of a conversation: time of turn 40 (quadratic work: 4.5)', 'at most 2', late / early, 2);
  const rows = [40, 100, 200].map((turn) => [
    turn,
    median(own.slice(turn - 10, turn)).toFixed(3),
    theirs[turn / 20 - 1].toFixed(2),
    sum(own.slice(0, turn)).toFixed(1),
  ]);
  return `Messages of 1,500 characters, all of them counted at every turn.\n\n${table(['turn', 'Signalbox, ms', 'tiktoken, ms', 'Signalbox, all turns so far, ms'], rows)}`;
}

async function measureHostile() {
  const random = randomFrom(7);
  const bytes = Uint8Array.from({ length: (mebibyte * 3) / 4 }, () => random() * 256);
  const texts = {
    'one letter': 'a'.repeat(mebibyte),
    spaces: ' '.repeat(mebibyte),
    'CJK without punctuation': han(random, mebibyte / 3),
    base64: Buffer.from(bytes).toString('base64'),
    'hex digits': Buffer.from(bytes.subarray(0, mebibyte / 2)).toString('hex'),
    emoji: signs(random, ['😀', '🎉', '👍', '🏽', '🚀', '🤷', '❤️', '👩‍👩‍👧'], mebibyte),
    'combining marks': signs(random, ['a\u0301', '\u0302', '\u0303\u0327', '\u0331', 'e\u0489'], mebibyte),
    'control characters': signs(random, ['\u0000', '\u0001', '\u001b', '\u007f', '\ufffe'], mebibyte),
  };
  const rows = [];
  for (const [name, text] of Object.entries(texts)) {
    const head = text.slice(0, 2_000);
    if ((await exact(warm, head)) !== plain(head)) throw new Error(`${name}: another count than tiktoken's`);
    const begunPlain = performance.now();
    plain(text.slice(0, mebibyte / 64));
    const plainTime = performance.now() - begunPlain;
    const tokenizer = await freshTokenizer(name);
    const delays = watchDelays();
    const begun = performance.now();
    const tokens = await exact(tokenizer, text);
    const time = performance.now() - begun;
    const delay = await delays.stop();
    const { at_least: least, at_most: most } = await (await freshTokenizer(`${name} range`)).count(
      [text],
      (low, high) => low >= 100_000 || high < 100_000,
    );
    if (least > tokens || most < tokens) throw new Error(`${name}: ${tokens} is outside ${least} to ${most}`);
    aim(`1 MiB of ${name}: whole count`, 'at most 1,000 ms', time, 1000, ' ms');
    aim(`1 MiB of ${name}: longest delay of the event loop`, 'at most 50 ms', delay, 50, ' ms');
    rows.push([name, tokens, time.toFixed(0), delay.toFixed(1), `${least}-${most}`, plainTime.toFixed(0)]);
  }
  return `The range is what a policy with a threshold of 100,000 needs. The first 2,000 characters have tiktoken's own count.\n\n${table(['', 'tokens', 'ms', 'longest delay, ms', 'range', 'tiktoken on the first 16 Ki characters, ms'], rows)}`;
}

function han(random, count) {
  return Array.from({ length: Math.floor(count) }, () => String.fromCharCode(0x4e00 + random() * 3000)).join('');
}

function signs(random, units, bytes) {
  let text = '';
  for (let size = 0; size < bytes; ) {
    const unit = units[Math.floor(random() * units.length)];
    text += unit;
    size += Buffer.byteLength(unit);
  }
  return text;
}

function watchDelays() {
  let [last, longest, on] = [performance.now(), 0, true];
  const look = () => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
    if (on) setImmediate(look);
  };
  setImmediate(look);
  return {
    stop: async () => {
      await new Promise((resolve) => setImmediate(resolve));
      on = false;
      return longest;
    },
  };
}

/** Routers that all count with both encodings. */
async function shareEncodings() {
  const text = (index) => `policy: p${index}
language: 1
endpoints: { llm: { kind: openai, base_url: "http://127.0.0.1:9/v1", api_key: { env: KEY } } }
models: { fast: { id: fast, endpoint: llm } }
tiers: { quick: { model: fast, max_tokens: 512 }, slow: { model: fast, max_tokens: 1024 } }
facts: { tokens: { from: tokens }, older: { from: tokens, encoding: cl100k_base } }
rules: [{ id: long, when: { any: [{ tokens: { at_least: ${1000 + index} } }, { older: { at_least: 3000 } }] }, then: slow }]
default: quick
`;
  const used = () => {
    globalThis.gc?.();
    const { heapUsed, arrayBuffers, rss } = process.memoryUsage();
    return { own: (heapUsed + arrayBuffers) / mebibyte, rss: rss / mebibyte };
  };
  const rows = [];
  const routers = [];
  const before = used();
  let first = 0;
  for (const count of [1, 2, 50]) {
    const begun = performance.now();
    while (routers.length < count) {
      const router = await createRouter({ policy: { text: text(routers.length) }, env: { KEY: 'k' } });
      await router.decide({ messages: [{ role: 'user', content: 'word '.repeat(5000) }] });
      routers.push(router);
    }
    const time = performance.now() - begun;
    const { own, rss } = used();
    if (count === 1) first = own;
    rows.push([count, (own - before.own).toFixed(1), (rss - before.rss).toFixed(0), time.toFixed(0)]);
    if (count === 50) aim('49 more policies that count: memory', 'at most 10 MiB', own - first, 10, ' MiB');
  }
  await Promise.all(routers.map((router) => router.close()));
  return `Policies that count with o200k_base and cl100k_base, each in a router of its own.\n\n${table(['policies', 'heap and buffers, MiB', 'RSS, MiB', 'ms'], rows)}`;
}

function aim(what, wanted, figure, limit, unit = '') {
  const text = figure < 0.1 ? figure.toFixed(4) : figure.toFixed(figure < 10 ? 2 : 0);
  aims.push({ what, aim: wanted, figure: `${text}${unit}`, met: figure <= limit });
}

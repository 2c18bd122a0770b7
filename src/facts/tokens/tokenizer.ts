import { createRequire } from 'node:module';
import type { Awaitable } from '../and-then.js';
import { inSteps } from '../in-steps.js';
import type { CountRange } from '../reading.js';
import { countTexts } from './count-texts.js';
import type { EncodingName } from './pre-tokens.js';
import { RecentTexts } from './recent-texts.js';
import type { IsSettled } from './settled-by.js';
import { TextCounter } from './text-counter.js';
import { readVocabulary } from './vocabulary.js';

export type { EncodingName };

/** Counts tokens exactly as tiktoken's `encode_ordinary` does: special tokens in a text are plain text. */
export interface Tokenizer {
  /**
   * The sum over texts that are encoded apart from each other. Short work is done at once; long work yields to the
   * event loop every few milliseconds and gives a promise. Counting stops as soon as the sum is settled; without
   * `isSettled` it is exact. What was counted of a text is remembered for a while.
   */
  count(texts: readonly string[], isSettled?: IsSettled): Awaitable<CountRange>;
}

const require = createRequire(import.meta.url);
const loaded = new Map<EncodingName, Promise<Tokenizer>>();

/** Loads an encoding (about 100 ms, 10 MB) once per process. */
export function loadTokenizer(encoding: EncodingName): Promise<Tokenizer> {
  const existing = loaded.get(encoding);
  if (existing !== undefined) return existing;
  const loading = load(encoding);
  loaded.set(encoding, loading);
  loading.catch(() => loaded.delete(encoding));
  return loading;
}

/** What tiktoken's package has of an encoding. */
interface EncodingData {
  readonly bpe_ranks: string;
}

async function load(encoding: EncodingName): Promise<Tokenizer> {
  const file = require.resolve(`tiktoken/encoders/${encoding}.json`);
  const { bpe_ranks: ranks } = require(file) as EncodingData;
  // Read once: two megabytes that nobody else will ask for.
  delete require.cache[file];
  const vocabulary = await inSteps(readVocabulary(ranks));
  const counter = new TextCounter(encoding, vocabulary);
  const recent = new RecentTexts();
  return { count: (texts, isSettled) => inSteps(countTexts(texts, { counter, recent, isSettled })) };
}

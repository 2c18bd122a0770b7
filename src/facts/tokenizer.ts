import { createRequire } from 'node:module';
import type { Tiktoken } from 'tiktoken/lite';
import { countLongPiece } from './count-long-piece.js';
import { type EncodingName, splitPreTokens } from './pre-tokens.js';
import { createTokenRanks, type TokenRanks } from './token-ranks.js';

export type { EncodingName };

/** Counts tokens exactly as tiktoken's `encode_ordinary` does: special tokens in a text are plain text. */
export interface Tokenizer {
  /**
   * The sum over texts that are encoded apart from each other. Short work is done at once; long work yields to the
   * event loop every few milliseconds and gives a promise.
   */
  count(texts: readonly string[]): number | Promise<number>;
}

const require = createRequire(import.meta.url);
const loaded = new Map<EncodingName, Promise<Tokenizer>>();

/** Loads an encoding (about 150 ms, 10 MB) once per process. */
export function loadTokenizer(encoding: EncodingName): Promise<Tokenizer> {
  const existing = loaded.get(encoding);
  if (existing !== undefined) return existing;
  const loading = load(encoding);
  loaded.set(encoding, loading);
  loading.catch(() => loaded.delete(encoding));
  return loading;
}

async function load(encoding: EncodingName): Promise<Tokenizer> {
  const { Tiktoken } = await import('tiktoken/lite');
  const data = require(`tiktoken/encoders/${encoding}.json`) as EncodingData;
  const tiktoken = new Tiktoken(data.bpe_ranks, data.special_tokens, data.pat_str);
  const engine: Engine = { encoding, tiktoken, readRanks: createTokenRanks(data.bpe_ranks) };
  return { count: (texts) => finish(countSteps(texts, engine)) };
}

/** What tiktoken's package has of an encoding. */
interface EncodingData {
  readonly pat_str: string;
  readonly special_tokens: Record<string, number>;
  readonly bpe_ranks: string;
}

interface Engine {
  readonly encoding: EncodingName;
  readonly tiktoken: Tiktoken;
  readonly readRanks: () => Generator<undefined, TokenRanks>;
}

/** Characters that tiktoken is given at once: one or two milliseconds. */
const chunkLength = 8192;
/** Pre-tokens above this many characters are counted here, because tiktoken takes quadratic time for them. */
const longPiece = 256;

/** Counts in steps of a few milliseconds, and yields after each. */
function* countSteps(texts: readonly string[], engine: Engine): Generator<undefined, number> {
  let tokens = 0;
  let work = 0;
  for (const text of texts) {
    for (const chunk of chunksOf(text)) {
      if (work >= chunkLength) {
        yield;
        work = 0;
      }
      work += chunk.text.length + 16;
      tokens += chunk.unbroken
        ? yield* countUnbroken(chunk.text, engine)
        : engine.tiktoken.encode_ordinary(chunk.text).length;
    }
  }
  return tokens;
}

interface Chunk {
  readonly text: string;
  /** Without a place to cut: only splitting it as tiktoken does tells its pre-tokens. */
  readonly unbroken: boolean;
}

/**
 * Cuts a text where both encodings always begin a pre-token: before a space that follows an ASCII letter or digit. So
 * the counts of the chunks add up to the count of the text.
 */
function* chunksOf(text: string): Generator<Chunk> {
  let start = 0;
  let end = 0;
  while (end < text.length) {
    const next = nextCut(text, end + 1);
    if (next - end > longPiece) {
      if (end > start) yield { text: text.slice(start, end), unbroken: false };
      yield { text: text.slice(end, next), unbroken: true };
      start = next;
    } else if (next - start > chunkLength) {
      yield { text: text.slice(start, end), unbroken: false };
      start = end;
    }
    end = next;
  }
  if (end > start) yield { text: text.slice(start, end), unbroken: false };
}

function nextCut(text: string, from: number): number {
  for (let index = text.indexOf(' ', from); index >= 0; index = text.indexOf(' ', index + 1)) {
    if (isAsciiAlphanumeric(text.charCodeAt(index - 1))) return index;
    while (text.charCodeAt(index + 1) === 0x20) index += 1;
  }
  return text.length;
}

function isAsciiAlphanumeric(code: number): boolean {
  return (code >= 0x30 && code <= 0x39) || (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a);
}

/** Neighbouring short pre-tokens go to tiktoken together, long ones are counted one by one. */
function* countUnbroken(text: string, { encoding, tiktoken, readRanks }: Engine): Generator<undefined, number> {
  let tokens = 0;
  let group: Group = { start: 0, last: 0, end: 0 };
  for (const end of splitPreTokens(encoding, text)) {
    if (end === undefined) {
      yield;
      continue;
    }
    const isLong = end - group.end > longPiece;
    if (group.end > group.start && (isLong || group.end - group.start >= chunkLength)) {
      tokens += countGroup(text, group, tiktoken);
      group = emptyGroup(group.end);
      yield;
    }
    if (isLong) tokens += yield* countLongPiece(toBytes(text.slice(group.end, end)), yield* readRanks());
    group = isLong ? emptyGroup(end) : { start: group.start, last: group.end, end };
  }
  return tokens + countGroup(text, group, tiktoken);
}

/** Consecutive pre-tokens, and where the last of them starts. */
interface Group {
  readonly start: number;
  readonly last: number;
  readonly end: number;
}

function emptyGroup(at: number): Group {
  return { start: at, last: at, end: at };
}

/** White space is one pre-token at the end of a text, but parts with its last character before something else. */
function countGroup(text: string, { start, last, end }: Group, tiktoken: Tiktoken): number {
  const count = (from: number, to: number): number => tiktoken.encode_ordinary(text.slice(from, to)).length;
  const isLoneSpace = end - last === 1 && /\p{White_Space}/u.test(text.slice(last, end));
  return isLoneSpace ? count(start, last) + count(last, end) : count(start, end);
}

/** UTF-8 as a string of one character per byte. */
function toBytes(text: string): string {
  return Buffer.from(text).toString('latin1');
}

function finish(steps: Generator<undefined, number>): number | Promise<number> {
  const first = steps.next();
  return first.done === true ? first.value : finishLater(steps);
}

async function finishLater(steps: Generator<undefined, number>): Promise<number> {
  for (;;) {
    await new Promise((resolve) => setImmediate(resolve));
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

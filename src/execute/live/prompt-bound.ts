import { type Awaitable, andThen } from '../../facts/and-then.js';
import { knownEncoding } from '../../facts/tokens/known-encoding.js';
import { type EncodingName, loadTokenizer } from '../../facts/tokens/tokenizer.js';
import type { PlannedTarget } from '../../plan/execution-plan.js';
import { type PromptTokenParts, promptTokenParts } from '../../request/prompt-token-bounds.js';
import type { ChatBody } from '../../request/routing-request.js';

/** Longer prompts are bounded by their bytes: counting them would take longer than a request should wait. */
const mostCounted = 256 * 1024;

/**
 * Tokens at most of the prompt of an attempt, as it is sent: counted where the tokenizer of every model that may answer
 * is known, else by bytes, of which each token has one at least. Undefined when it cannot be bounded. Never rejects.
 */
export function promptBound({ slot, body, nativeFallbacks = [] }: PlannedTarget): Awaitable<number | undefined> {
  if (/:online$/.test(body.model)) return undefined;
  const parts = promptTokenParts(body as unknown as ChatBody);
  if (parts === undefined) return undefined;
  const bytes = parts.texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  const encodings = new Set([slot, ...nativeFallbacks.map((fallback) => fallback.slot)].map(knownEncoding));
  const counts = bytes > mostCounted ? [undefined] : [...encodings].map((encoding) => countOf(parts, encoding));
  return most(counts, parts.beside + bytes);
}

/** Undefined when the encoding is not known, or cannot be loaded. */
function countOf({ texts, beside }: PromptTokenParts, encoding: EncodingName | undefined): Counted {
  if (encoding === undefined) return undefined;
  return loadTokenizer(encoding)
    .then((tokenizer) => tokenizer.count(texts))
    .then(
      ({ at_most }) => beside + at_most,
      () => undefined,
    );
}

type Counted = Awaitable<number | undefined>;

/** The largest of the counts; the bound by bytes when one is missing. */
function most(counts: readonly Counted[], byBytes: number): Awaitable<number> {
  if (counts.includes(undefined)) return byBytes;
  return andThen(Promise.all(counts), (known) =>
    Math.min(byBytes, Math.max(...known.map((count) => count ?? byBytes))),
  );
}

import { isFields } from '../fields.js';
import { tallyUsage, type Usage } from '../usage/usage.js';
import { type ContentKind, choicesOf, contentBeyondText, contentKindOf } from './answer-content.js';

/** What has come of a streamed answer so far. */
export interface StreamProgress {
  /** Takes a chunk in, and tells what it carries for the reader. */
  note(chunk: unknown): ContentKind;
  /** Every choice that began has its finish_reason: the answer is whole, whatever happens to the connection after that. */
  readonly isComplete: boolean;
  readonly hasContent: boolean;
  readonly finishReasons: ReadonlyMap<number, string>;
  /** The last usage seen, wherever it stood. */
  readonly usage: Usage | undefined;
  readonly responseId: string | undefined;
  /** Text by choice, in the order of their indexes; the first is that of choice 0, even if it has not begun. */
  readonly texts: readonly string[];
  /** Content that came and is no text, in words. */
  readonly beyondText: string | undefined;
}

export function trackProgress(): StreamProgress {
  const texts = new Map<number, string>();
  const finishReasons = new Map<number, string>();
  let hasContent = false;
  const tally = tallyUsage();
  let responseId: string | undefined;
  let beyondText: string | undefined;

  function noteChoice(choice: Record<string, unknown>): ContentKind {
    const index = typeof choice.index === 'number' ? choice.index : 0;
    const delta = choice.delta;
    const text = isFields(delta) && typeof delta.content === 'string' ? delta.content : '';
    texts.set(index, (texts.get(index) ?? '') + text);
    if (typeof choice.finish_reason === 'string') finishReasons.set(index, choice.finish_reason);
    beyondText ??= contentBeyondText(delta);
    return contentKindOf(delta);
  }

  return {
    note(chunk) {
      if (!isFields(chunk)) return 'nothing';
      tally.note(chunk);
      if (typeof chunk.id === 'string' && chunk.id !== '') responseId ??= chunk.id;
      const kinds = choicesOf(chunk).map(noteChoice);
      hasContent ||= kinds.includes('content');
      return kinds.includes('content') ? 'content' : kinds.includes('reasoning') ? 'reasoning' : 'nothing';
    },
    get isComplete() {
      return texts.size > 0 && finishReasons.size === texts.size;
    },
    get hasContent() {
      return hasContent;
    },
    get usage() {
      return tally.usage;
    },
    get responseId() {
      return responseId;
    },
    get texts() {
      const begun = [...texts].sort(([a], [b]) => a - b).map(([, text]) => text);
      return texts.size > 0 && !texts.has(0) ? ['', ...begun] : begun;
    },
    get beyondText() {
      return beyondText;
    },
    finishReasons,
  };
}

/** The chunk that holds usage and no choices, which comes only when asked for. */
export function isUsageChunk(chunk: unknown): boolean {
  return isFields(chunk) && isFields(chunk.usage) && hasNoChoices(chunk);
}

/** A chunk that tells of OpenRouter's routing only, which the router asks for and its callers do not know. */
export function isMetadataChunk(chunk: unknown): boolean {
  return isFields(chunk) && chunk.openrouter_metadata != null && !isFields(chunk.usage) && hasNoChoices(chunk);
}

function hasNoChoices({ choices }: Record<string, unknown>): boolean {
  return Array.isArray(choices) && choices.length === 0;
}

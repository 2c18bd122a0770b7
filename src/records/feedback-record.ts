import type { FeedbackRecord } from './record.generated.js';

/** What somebody thinks of an answer. */
export interface Feedback {
  /** How good it was, by convention from 0 to 1; any finite number. */
  readonly score?: number;
  /** A word for it, such as `thumbs-up`. */
  readonly label?: string;
  /** Anything else, by name. */
  readonly attributes?: Readonly<Record<string, string | number | boolean>>;
}

/**
 * The record of feedback; undefined when nothing in it can be kept. It never throws, as feedback comes from wherever a
 * service gets it: what is of the wrong type is left out.
 */
export function feedbackRecord(id: unknown, given: unknown, at: number): FeedbackRecord | undefined {
  if (typeof id !== 'string' || id === '' || typeof given !== 'object' || given === null) return undefined;
  const { score, label, attributes } = given as Readonly<Record<string, unknown>>;
  const plain = typeof attributes === 'object' && attributes !== null ? Object.entries(attributes).filter(isPlain) : [];
  const record = {
    ...(Number.isFinite(score) && { score: score as number }),
    ...(typeof label === 'string' && { label }),
    ...(plain.length > 0 && { attributes: Object.fromEntries(plain) }),
  };
  if (Object.keys(record).length === 0) return undefined;
  return { v: 1, kind: 'feedback', id, at: new Date(at).toISOString(), ...record };
}

function isPlain(entry: [string, unknown]): entry is [string, string | number | boolean] {
  const [, value] = entry;
  return typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);
}

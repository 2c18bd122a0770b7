import { cutText } from './cut-text.js';
import type { Reading } from './reading.js';

/** Whether a pattern that sees at most `limit` UTF-16 code units matches a text. */
export type MatchPattern = (text: string) => Reading;

/**
 * A text over the limit is seen at its two ends. A match there counts when it would be one in the whole text; when
 * nothing is found, or only what the cut itself may have made, the reading is unknown: `cut`.
 */
export function createPatternMatcher(source: string, flags: string, limit: number): MatchPattern {
  const pattern = new RegExp(source, flags);
  const fromSecond = new RegExp(source, `${flags}g`);
  const seesEdges = /[\^$]|\\b/i.test(source);
  const seesBeyond = /\(\?<?!/.test(source);

  const inHead = (head: string): boolean => {
    const match = pattern.exec(head);
    return match !== null && !(seesEdges && match.index + match[0].length === head.length);
  };
  const inTail = (tail: string): boolean => {
    if (!seesEdges) return pattern.test(tail);
    fromSecond.lastIndex = 1;
    return fromSecond.test(tail);
  };
  return (text) => {
    const cut = cutText(text, limit);
    if (cut === undefined) return { known: true, value: pattern.test(text) };
    if (!seesBeyond && (inHead(cut.head) || inTail(cut.tail))) return { known: true, value: true };
    return { known: false, reason: 'cut', detail: `nothing found in ${limit} of ${text.length} characters` };
  };
}

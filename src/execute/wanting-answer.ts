import { isFields } from '../fields.js';
import type { EscalationReason } from '../policy/policy-document.generated.js';
import { choicesOf, contentKindOf } from './answer-content.js';

/** What can be seen of an answer itself. */
export type VisibleReason = Exclude<EscalationReason, 'failed_check'>;

/** What is wanting of an answer, of the reasons asked for: with several choices, what is wanting of all of them. */
export function wantingReason(
  completion: unknown,
  when: readonly EscalationReason[],
  wantsJson: boolean,
): VisibleReason | undefined {
  const reasons = choicesOf(completion).map((choice) => reasonOf(choice, when, wantsJson));
  return reasons.every((reason) => reason !== undefined) ? reasons[0] : undefined;
}

/** Whether a request asks for text that is JSON. */
export function asksForJson({ response_format: format }: Readonly<Record<string, unknown>>): boolean {
  return isFields(format) && (format.type === 'json_object' || format.type === 'json_schema');
}

function reasonOf(
  choice: Record<string, unknown>,
  when: readonly EscalationReason[],
  wantsJson: boolean,
): VisibleReason | undefined {
  const holds: Record<VisibleReason, () => boolean> = {
    truncated_by_length: () => choice.finish_reason === 'length',
    refusal: () => choice.finish_reason === 'content_filter' || isText(messageOf(choice).refusal),
    empty: () => isEmpty(choice),
    invalid_json: () => isInvalidJson(choice, wantsJson),
  };
  return (Object.keys(holds) as VisibleReason[]).find((reason) => when.includes(reason) && holds[reason]());
}

/** White space is no answer. */
function isEmpty(choice: Record<string, unknown>): boolean {
  const message = messageOf(choice);
  const { content, ...rest } = message;
  return (typeof content === 'string' ? content.trim() === '' : content == null) && contentKindOf(rest) !== 'content';
}

function isInvalidJson(choice: Record<string, unknown>, wantsJson: boolean): boolean {
  const { content, tool_calls: calls } = messageOf(choice);
  const given = (Array.isArray(calls) ? calls : []).flatMap((call: unknown) =>
    isFields(call) && isFields(call.function) ? call.function.arguments : [],
  );
  const texts = wantsJson && isText(content) ? [content, ...given] : given;
  // A function without parameters may be called without arguments.
  return texts.some((text) => typeof text === 'string' && text !== '' && !isJson(text));
}

export function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function messageOf({ message }: Record<string, unknown>): Record<string, unknown> {
  return isFields(message) ? message : {};
}

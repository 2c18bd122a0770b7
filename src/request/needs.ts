import type { ChatBody } from './routing-request.js';

/** What a body can ask of a model beyond text. */
export type Need = 'tools' | 'vision' | 'audio' | 'json_schema';

/** What the body asks of a model, in a fixed order. Files are not counted: providers turn them into text or images. */
export function needsOf(body: ChatBody): readonly Need[] {
  const parts = body.messages.some(hasParts) ? partTypes(body) : undefined;
  if (parts === undefined && !(body.tools || body.functions || body.modalities || body.response_format)) return none;
  const needs: Need[] = [];
  if ((body.tools?.length ?? 0) > 0 || (body.functions?.length ?? 0) > 0) needs.push('tools');
  if (parts?.has('image_url')) needs.push('vision');
  if (parts?.has('input_audio') || body.modalities?.includes('audio') === true) needs.push('audio');
  if (body.response_format?.type === 'json_schema') needs.push('json_schema');
  return needs;
}

/** Shared, because most bodies ask for nothing. */
const none: readonly Need[] = Object.freeze([]);

function hasParts({ content }: ChatBody['messages'][number]): boolean {
  return typeof content === 'object' && content !== null;
}

/** The types of all content parts, `text` for a content that is a string. */
export function partTypes(body: ChatBody): ReadonlySet<string> {
  const types = new Set<string>();
  for (const { content } of body.messages) {
    if (typeof content === 'string') types.add('text');
    else for (const part of content ?? []) types.add(part.type);
  }
  return types;
}

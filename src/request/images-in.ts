import type { ChatBody } from './routing-request.js';

/** Image parts of all messages, those of earlier turns included; undefined when an answer's own images are resent. */
export function imagesIn(body: ChatBody): number | undefined {
  let images = 0;
  for (const message of body.messages) {
    if ('images' in message && message.images != null) return undefined;
    const { content } = message;
    if (!Array.isArray(content)) continue;
    for (const part of content) if (part.type === 'image_url') images += 1;
  }
  return images;
}

import { describe, expect, it } from 'vitest';
import { imagesIn } from '../../src/request/images-in.js';
import type { ChatBody } from '../../src/request/routing-request.js';

const image = { type: 'image_url', image_url: { url: 'https://example.com/a.png' } } as const;
const text = { type: 'text', text: 'What is this?' } as const;
const bodyOf = (...messages: readonly object[]) => ({ model: 'auto', messages }) as unknown as ChatBody;

describe('imagesIn', () => {
  it('counts the images of every message, those of earlier turns included', () => {
    const body = bodyOf(
      { role: 'user', content: [image, text, image] },
      { role: 'assistant', content: 'Two cats.' },
      { role: 'user', content: [text, image] },
    );
    expect(imagesIn(body)).toBe(3);
  });

  it('finds none in text', () => {
    expect(imagesIn(bodyOf({ role: 'user', content: 'a.png' }, { role: 'user', content: [text] }))).toBe(0);
    expect(imagesIn(bodyOf({ role: 'assistant', content: null, tool_calls: [] }))).toBe(0);
  });

  it('does not say how many there are when images that a model drew are sent again', () => {
    expect(
      imagesIn(bodyOf({ role: 'user', content: [image] }, { role: 'assistant', images: [image] })),
    ).toBeUndefined();
    expect(imagesIn(bodyOf({ role: 'assistant', content: 'none', images: null }))).toBe(0);
  });
});

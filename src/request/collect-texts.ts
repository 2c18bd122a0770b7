import type { Shape } from './body-shape.js';

/** Digits of a number that identifies nobody: a telephone number, the shortest that does, has eight. */
const longestSetting = 7;

/**
 * Adds every text that is sent, in order and at any depth: strings, numbers, and names of fields. Left out is only what
 * the shape says the protocol itself defines at this place.
 */
export function collectTexts(value: unknown, shape: Shape, texts: string[]): void {
  if (shape.kind === 'unsent') return;
  if (typeof value === 'string') {
    if (!isOfProtocol(value, shape)) texts.push(value);
  } else if (typeof value === 'number') {
    const digits = String(value);
    if (shape.kind !== 'setting' || digits.length > longestSetting) texts.push(digits);
  } else if (Array.isArray(value)) {
    for (const item of value) collectTexts(item, shape, texts);
  } else if (typeof value === 'object' && value !== null) {
    collectFields(value, shape, texts);
  }
}

function collectFields(value: object, shape: Shape, texts: string[]): void {
  for (const name of Object.keys(value)) {
    const item = (value as Readonly<Record<string, unknown>>)[name];
    const known = shape.kind === 'fields' ? shape.known.get(name) : undefined;
    if (known === undefined) texts.push(name);
    collectTexts(item, known ?? (shape.kind === 'fields' ? shape.others : anything), texts);
  }
}

const anything: Shape = { kind: 'text' };

function isOfProtocol(value: string, shape: Shape): boolean {
  switch (shape.kind) {
    case 'words':
      return shape.words.has(value);
    case 'media':
      return shape.isMedia(value);
    default:
      return false;
  }
}

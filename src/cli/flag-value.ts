import type { FactDomain } from '../policy/fact-domain.js';

/** `name=value` of a flag that may be repeated. */
export interface Assignment {
  readonly name: string;
  readonly text: string;
}

export function parseAssignment(text: string): Assignment | undefined {
  const at = text.indexOf('=');
  return at < 1 ? undefined : { name: text.slice(0, at), text: text.slice(at + 1) };
}

/**
 * What the text of a flag means for a fact: `--attribute user.id=42` is the string 42 where the policy reads a string.
 * Text that does not fit the domain stays text, and the fact flags it. Without a domain, what JSON reads as a number,
 * a boolean, a list or a mapping is one.
 */
export function readFlagValue(text: string, domain: FactDomain | undefined): unknown {
  switch (domain?.type) {
    case 'string':
      return text;
    case 'number':
      return text.trim() === '' || Number.isNaN(Number(text)) ? text : Number(text);
    case 'boolean':
      return text === 'true' ? true : text === 'false' ? false : text;
    case 'list':
      return text.startsWith('[') ? jsonOr(text) : text.split(',').filter((word) => word !== '');
    case undefined:
      return jsonOr(text);
    default:
      return domain satisfies never;
  }
}

function jsonOr(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value === null ? text : value;
  } catch {
    return text;
  }
}

import { RouterError } from '../errors.js';

/** A part of the body as the JSON that is sent; '' for undefined. Throws REQUEST_INVALID when it has no JSON form. */
export function jsonText(path: string, value: unknown): string {
  try {
    return JSON.stringify(value) ?? '';
  } catch (error) {
    throw new RouterError('REQUEST_INVALID', `${path} cannot be sent as JSON`, { cause: error });
  }
}

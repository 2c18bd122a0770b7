import type { Fields } from '../fields.js';
import { checkMessage, checkTool, isPlainMessage } from './check-message.js';
import { arrayAt, objectAt, refuse, stringAt } from './shape-check.js';

type Check = (path: string, value: unknown) => void;

/** The fields routing reads, besides `messages`. Each may be absent, or null where OpenAI lets it be. */
const optionalFields: ReadonlyMap<string, Check> = new Map<string, Check>([
  ['max_tokens', nullOr(positiveInteger)],
  ['max_completion_tokens', nullOr(positiveInteger)],
  ['n', nullOr(positiveInteger)],
  ['model', (path, value) => void stringAt(path, value)],
  ['stream', nullOr(boolean)],
  ['stream_options', nullOr((path, value) => void objectAt(path, value))],
  ['tools', nullOr(arrayOf(checkTool, 'an array of tool definitions'))],
  ['functions', nullOr(arrayOf(checkFunction, 'an array of function definitions'))],
  ['modalities', nullOr(arrayOf((path, value) => void stringAt(path, value), 'an array of strings'))],
  ['response_format', nullOr(checkResponseFormat)],
]);

/**
 * Checks a chat-completions body as far as routing reads it, in one walk over the messages that never looks into a
 * text. Fields nobody has heard of are let through. Throws RouterError REQUEST_INVALID.
 */
export function checkBody(body: Fields): void {
  const messages = arrayAt('messages', body.messages, 'an array with at least one message');
  if (messages.length === 0) refuse('messages', 'an array with at least one message', messages);
  for (let index = 0; index < messages.length; index += 1) {
    const message = messages[index];
    if (!isPlainMessage(message)) checkMessage(`messages[${index}]`, message);
  }
  for (const name in body) {
    if (name !== 'messages' && body[name] !== undefined) optionalFields.get(name)?.(name, body[name]);
  }
}

function nullOr(check: Check): Check {
  return (path, value) => {
    if (value !== null) check(path, value);
  };
}

function arrayOf(check: Check, expected: string): Check {
  return (path, value) => {
    for (const [index, item] of arrayAt(path, value, expected).entries()) check(`${path}[${index}]`, item);
  };
}

function positiveInteger(path: string, value: unknown): void {
  if (!Number.isSafeInteger(value) || (value as number) < 1) refuse(path, 'a positive integer', value);
}

function boolean(path: string, value: unknown): void {
  if (typeof value !== 'boolean') refuse(path, 'true or false', value);
}

function checkFunction(path: string, value: unknown): void {
  stringAt(`${path}.name`, objectAt(path, value, 'a function definition').name);
}

function checkResponseFormat(path: string, value: unknown): void {
  stringAt(`${path}.type`, objectAt(path, value, 'an object with a "type"').type);
}

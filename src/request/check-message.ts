import { type Fields, isFields } from '../fields.js';
import { arrayAt, objectAt, refuse, stringAt } from './shape-check.js';

/** Roles whose messages OpenAI refuses without content; an assistant's may be a tool call instead. */
const rolesWithContent = new Set(['user', 'system', 'developer']);

/** Checks one message as far as routing reads it. Any role, any kind of part and any further field is let through. */
export function checkMessage(path: string, value: unknown): void {
  const message = objectAt(path, value, 'an object with "role" and "content"');
  const role = stringAt(`${path}.role`, message.role, 'a string such as "user"');
  checkContent(`${path}.content`, message.content, rolesWithContent.has(role));
  checkOptionalString(`${path}.name`, message.name);
  checkOptionalString(`${path}.refusal`, message.refusal);
  checkToolCalls(`${path}.tool_calls`, message.tool_calls);
  if (present(message.function_call)) checkCall(`${path}.function_call`, message.function_call, 'arguments');
}

/** Whether a message is a role and a text, as most are, so that there is nothing else to check, and no path to be named. */
export function isPlainMessage(value: unknown): boolean {
  if (!isFields(value) || typeof value.role !== 'string' || typeof value.content !== 'string') return false;
  const { name, refusal, tool_calls, function_call } = value;
  return name === undefined && refusal === undefined && tool_calls === undefined && function_call === undefined;
}

function checkContent(path: string, content: unknown, required: boolean): void {
  if (typeof content === 'string') return;
  if (Array.isArray(content)) {
    for (const [index, part] of content.entries()) checkPart(`${path}[${index}]`, part);
    return;
  }
  if (required) refuse(path, 'a string or an array of parts', content);
  if (present(content)) refuse(path, 'a string, an array of parts or null', content);
}

function checkPart(path: string, value: unknown): void {
  const part = objectAt(path, value, 'an object with a "type"');
  const type = stringAt(`${path}.type`, part.type, 'a string such as "text"');
  switch (type) {
    case 'text':
    case 'refusal':
      stringAt(`${path}.${type}`, part[type]);
      break;
    case 'image_url':
      stringAt(`${path}.image_url.url`, objectAt(`${path}.image_url`, part.image_url, 'an object with "url"').url);
      break;
    case 'input_audio':
    case 'file':
      objectAt(`${path}.${type}`, part[type]);
      break;
  }
}

function checkToolCalls(path: string, value: unknown): void {
  if (!present(value)) return;
  for (const [index, item] of arrayAt(path, value, 'an array of tool calls').entries()) {
    const call = objectAt(`${path}[${index}]`, item, 'a tool call');
    if (present(call.function)) checkCall(`${path}[${index}].function`, call.function, 'arguments');
    if (present(call.custom)) checkCall(`${path}[${index}].custom`, call.custom, 'input');
  }
}

function checkCall(path: string, value: unknown, input: 'arguments' | 'input'): void {
  const call: Fields = objectAt(path, value, `an object with "name" and "${input}"`);
  stringAt(`${path}.name`, call.name);
  stringAt(`${path}.${input}`, call[input]);
}

function checkOptionalString(path: string, value: unknown): void {
  if (present(value)) stringAt(path, value);
}

function present(value: unknown): boolean {
  return value !== undefined && value !== null;
}

/** Checks one entry of `tools`, or of the older `functions`. */
export function checkTool(path: string, value: unknown): void {
  const tool = objectAt(path, value, 'a tool definition');
  const definition = tool.function;
  if (isFields(definition)) stringAt(`${path}.function.name`, definition.name);
  else if (definition !== undefined) refuse(`${path}.function`, 'an object with a "name"', definition);
}

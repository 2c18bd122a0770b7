import { jsonText } from '../../request/json-text.js';
import { contentTexts } from '../../request/request-text.js';
import type { ChatBody } from '../../request/routing-request.js';
import type { EncodingName } from './pre-tokens.js';
import { toolTokenParts } from './tool-tokens.js';

/** What a request is made of for counting: texts that are encoded each for itself, and tokens beside them. */
export interface TokenParts {
  readonly texts: readonly string[];
  readonly overhead: number;
}

type Message = ChatBody['messages'][number];

const perMessage = 3;
const perName = 1;
/** Every reply is primed with <|start|>assistant<|message|>. */
const replyPriming = 3;

/**
 * Counts as OpenAI's cookbook does ("How to count tokens with tiktoken": num_tokens_from_messages and
 * num_tokens_for_tools): 3 tokens a message beside its role and content, 1 for a name, 3 for the start of the reply,
 * and the tools. The cookbook is silent on tool calls and response schemas: a call counts as a message of its name and
 * arguments, a schema as its JSON. Images, audio and files are not counted.
 */
export function requestTokenParts(body: ChatBody, encoding: EncodingName): TokenParts {
  const tools = toolTokenParts(body, encoding);
  const messages = body.messages.map(messageTokenParts);
  const format = body.response_format;
  const schema = format?.type === 'json_schema' ? [jsonText(format.json_schema)] : [];
  return {
    texts: [...messages.flatMap(({ texts }) => texts), ...tools.texts, ...schema],
    overhead: messages.reduce((sum, { overhead }) => sum + overhead, tools.overhead + replyPriming),
  };
}

function messageTokenParts(message: Message): TokenParts {
  const texts = [message.role, ...contentTexts(message)];
  let overhead = perMessage;
  if ('name' in message && typeof message.name === 'string') {
    texts.push(message.name);
    overhead += perName;
  }
  if ('refusal' in message && typeof message.refusal === 'string') texts.push(message.refusal);
  for (const call of callsOf(message)) {
    texts.push(...call);
    overhead += perMessage;
  }
  return { texts, overhead };
}

function callsOf(message: Message): readonly (readonly string[])[] {
  if (message.role !== 'assistant') return [];
  const calls = (message.tool_calls ?? []).map((call) =>
    call.type === 'custom' ? [call.custom.name, call.custom.input] : [call.function.name, call.function.arguments],
  );
  const { function_call: older } = message;
  return older == null ? calls : [...calls, [older.name, older.arguments]];
}

import { fnv1a32 } from '../../facts/growthbook-hash.js';
import { pick, seededRandom } from '../../seeded-random.js';
import { sampleFromSchema } from './sample-from-schema.js';
import type { FinishReason } from './script-step.js';
import type { SimulatedRequest, SimulatedTool } from './simulated-request.js';
import { splitTokens } from './split-tokens.js';

/** One choice of an answer, before it is put into OpenAI's shapes. */
export interface ComposedChoice {
  /** Of the text, or of the tool call's arguments. */
  readonly tokens: readonly string[];
  readonly toolCall?: ComposedToolCall;
  readonly reasoning: readonly string[];
  readonly finishReason: FinishReason;
}

export interface ComposedToolCall {
  readonly id: string;
  readonly type: SimulatedTool['type'];
  readonly name: string;
}

/** What a script says about the answer, instead of what is made up. */
export interface AnswerOverrides {
  readonly text?: string;
  readonly finishReason?: FinishReason;
}

const openings = ['Here is a short answer to', 'In brief, on', 'A first thought about', 'What matters most for'];
const middles = [
  'Start with the smallest case that can work, and check it before going on.',
  'The main trade-off is between speed and care, and both have a price.',
  'Most of the difficulty lies in the details that are easy to overlook.',
  'It helps to write the assumptions down and to test them one by one.',
  'A careful comparison shows that the plain solution is often the better one.',
];
const closings = [
  'That should be enough to take the next step.',
  'Ask for more detail on any part of it.',
  'The rest follows from these points.',
];

/** How many tokens a model "thinks" before it answers, when the request asks for reasoning. */
const reasoningTokens: Readonly<Record<string, number>> = { minimal: 8, low: 16, medium: 48, high: 96, xhigh: 192 };

/**
 * All choices of the answer to a request: a function of the model, the messages and the settings, and of nothing else.
 *
 * It calls a tool when tool_choice requires one, or when it is left open and the last message is a user's that says a
 * tool's name (underscores may be blanks). With a JSON response_format the text is JSON, from the schema if there is
 * one. `stop` and the token limit, which reasoning counts against, cut what results.
 */
export function composeAnswer(request: SimulatedRequest, overrides: AnswerOverrides = {}): readonly ComposedChoice[] {
  return Array.from({ length: request.choices }, (_, index) => composeChoice(request, index, overrides));
}

function composeChoice(request: SimulatedRequest, index: number, overrides: AnswerOverrides): ComposedChoice {
  const seed = fnv1a32(JSON.stringify([request.model, request.messages, index]));
  const random = seededRandom(seed);
  const thinking = reasoningFor(request);
  const reasoning = thinking.slice(0, request.limit);
  const room = request.limit === undefined ? undefined : request.limit - reasoning.length;

  const tool = overrides.text === undefined ? chooseTool(request) : undefined;
  const text = overrides.text ?? (tool ? toolArguments(tool, random) : answerText(request, random));
  const tokens = splitTokens(tool ? text : beforeStop(text, request.stop));
  const kept = tokens.slice(0, room);
  const natural =
    kept.length < tokens.length || (room === 0 && thinking.length > 0) ? 'length' : tool ? 'tool_calls' : 'stop';
  return {
    tokens: kept,
    reasoning,
    finishReason: overrides.finishReason ?? natural,
    ...(tool ? { toolCall: { id: `call_${hex(seed)}`, type: tool.type, name: tool.name } } : {}),
  };
}

function chooseTool({ tools, toolChoice, messages }: SimulatedRequest): SimulatedTool | undefined {
  if (toolChoice === 'none') return undefined;
  if (toolChoice === 'required') return tools[0];
  if (toolChoice !== 'auto') return tools.find((tool) => tool.name === toolChoice.name);
  const last = messages.at(-1);
  if (last?.role !== 'user') return undefined;
  const said = ` ${plainWords(last.text)} `;
  return tools.find((tool) => said.includes(` ${plainWords(tool.name)} `));
}

function plainWords(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

function toolArguments(tool: SimulatedTool, random: () => number): string {
  return tool.type === 'custom'
    ? `input for ${tool.name}`
    : JSON.stringify(sampleFromSchema(tool.parameters ?? { type: 'object' }, random));
}

function answerText(request: SimulatedRequest, random: () => number): string {
  if (request.format.kind === 'schema') return JSON.stringify(sampleFromSchema(request.format.schema, random));
  const first = pick(middles, random);
  const second = pick(
    middles.filter((sentence) => sentence !== first),
    random,
  );
  const prose = `${pick(openings, random)} “${topicOf(request)}”: ${first} ${second} ${pick(closings, random)}`;
  return request.format.kind === 'json' ? JSON.stringify({ answer: prose }) : prose;
}

/** Some of the longer words that the user wrote: letters only, so that no number of theirs is repeated. */
function topicOf({ messages }: SimulatedRequest): string {
  const asked = messages.findLast((message) => message.role === 'user')?.text.slice(0, 2000) ?? '';
  const words = asked.match(/(?<![\p{L}\p{N}@._-])\p{L}{4,14}(?![\p{L}\p{N}@._-])/gu) ?? [];
  return words.length > 0 ? words.slice(0, 4).join(' ').toLowerCase() : 'your question';
}

function beforeStop(text: string, stops: readonly string[]): string {
  const places = stops.map((stop) => text.indexOf(stop)).filter((place) => place >= 0);
  return places.length > 0 ? text.slice(0, Math.min(...places)) : text;
}

function reasoningFor({ reasoningEffort }: SimulatedRequest): readonly string[] {
  const count = reasoningEffort === undefined ? 0 : (reasoningTokens[reasoningEffort] ?? 0);
  return Array.from({ length: count }, (_, index) => (index === 0 ? 'Hmm' : index % 8 === 0 ? ' then' : ' so'));
}

function hex(number: number): string {
  return number.toString(16).padStart(8, '0');
}

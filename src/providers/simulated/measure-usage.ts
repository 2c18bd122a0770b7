import type { CompletionUsage } from 'openai/resources/completions';
import type { Price } from '../../policy/policy-document.generated.js';
import type { ComposedChoice } from './compose-answer.js';
import type { SimulatedRequest } from './simulated-request.js';
import { countTokens } from './split-tokens.js';

/** OpenAI's usage, with OpenRouter's cost in USD where the endpoint reports one. */
export type SimulatedUsage = CompletionUsage & { readonly cost?: number };

/** Tokens that a message costs beyond its text: its role and its separators. */
const tokensPerMessage = 4;

/**
 * Prompt: the tokens of every message and 4 for each, and the tokens of the tool definitions. Completion: the tokens of
 * all choices, reasoning included. The tokens are those of splitTokens.
 */
export function measureUsage(
  request: SimulatedRequest,
  choices: readonly ComposedChoice[],
  price?: Price,
): SimulatedUsage {
  const prompt = sum(request.messages.map((message) => countTokens(message.text) + tokensPerMessage));
  const tools = sum(request.tools.map((tool) => countTokens(tool.definition)));
  const reasoning = sum(choices.map((choice) => choice.reasoning.length));
  const completion = reasoning + sum(choices.map((choice) => choice.tokens.length));
  return {
    prompt_tokens: prompt + tools,
    completion_tokens: completion,
    total_tokens: prompt + tools + completion,
    prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
    completion_tokens_details: {
      reasoning_tokens: reasoning,
      audio_tokens: 0,
      accepted_prediction_tokens: 0,
      rejected_prediction_tokens: 0,
    },
    ...(price ? { cost: costOf(prompt + tools, completion, reasoning, price) } : {}),
  };
}

function costOf(prompt: number, completion: number, reasoning: number, price: Price): number {
  const answer = (completion - reasoning) * price.completion + reasoning * (price.reasoning ?? price.completion);
  return (prompt * price.prompt + answer) / 1e6;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

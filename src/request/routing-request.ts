import type { ChatCompletionCreateParams } from 'openai/resources/chat/completions';

/** What the caller tells about a request besides its body: plain JSON data. */
export type Attributes = Readonly<Record<string, unknown>>;

/** An OpenAI chat-completions body. `model` is optional here; unknown fields pass through to the provider. */
export type ChatBody = Omit<ChatCompletionCreateParams, 'model'> & { readonly model?: string };

/** A request as the stages see it; made by parseRequest, which checks its shape. */
export interface RoutingRequest {
  /** The policy that decides; undefined for the router's only or default policy. */
  readonly policy?: string;
  readonly body: ChatBody;
  readonly attributes: Attributes;
  /** Facts given instead of computed, by name. */
  readonly givenFacts: Readonly<Record<string, unknown>>;
}

// Generated from schemas/catalogue.schema.json by npm run generate. Do not edit.

/**
 * ISO 8601, in UTC.
 * 
 * This interface was referenced by `CatalogueDocument`'s JSON-Schema
 * via the `definition` "Moment".
 */
export type Moment = string
/**
 * A number of tokens.
 * 
 * This interface was referenced by `CatalogueDocument`'s JSON-Schema
 * via the `definition` "TokenLimit".
 */
export type TokenLimit = number
/**
 * Something a request may ask of a model.
 * 
 * This interface was referenced by `CatalogueDocument`'s JSON-Schema
 * via the `definition` "Ability".
 */
export type Ability = ("tools" | "vision" | "audio" | "json_schema")
/**
 * A field of the request body.
 * 
 * This interface was referenced by `CatalogueDocument`'s JSON-Schema
 * via the `definition` "SupportedParam".
 */
export type SupportedParam = ("max_tokens" | "max_completion_tokens" | "temperature" | "top_p" | "top_k" | "top_a" | "min_p" | "frequency_penalty" | "presence_penalty" | "repetition_penalty" | "seed" | "stop" | "logit_bias" | "logprobs" | "top_logprobs" | "tools" | "tool_choice" | "parallel_tool_calls" | "response_format" | "structured_outputs" | "reasoning" | "reasoning_effort" | "include_reasoning" | "verbosity" | "service_tier" | "prediction" | "web_search_options")
/**
 * All parameters that this model takes, as OpenRouter's catalogue lists them; absent when unknown. Without tools or structured_outputs it cannot do those.
 * 
 * This interface was referenced by `CatalogueDocument`'s JSON-Schema
 * via the `definition` "SupportedParams".
 */
export type SupportedParams = SupportedParam[]

/**
 * Models of one kind of endpoint: what they cost, hold and can do. Written by `policy models sync`, or by hand for endpoints of your own. What is unknown is left out.
 */
export interface CatalogueDocument {
/**
 * For editors.
 */
$schema?: string
/**
 * Version of this format.
 */
version: 1
/**
 * Which endpoints know models by these ids.
 */
endpoint_kind: ("openrouter" | "openai")
/**
 * Where the models were read from; absent when they were written by hand.
 */
source?: string
changed_at?: Moment
checked_at?: Moment
/**
 * The source's name for its answer.
 */
etag?: string
/**
 * Each id once.
 */
models: CatalogueModel[]
}
/**
 * A model as its endpoint knows it.
 * 
 * This interface was referenced by `CatalogueDocument`'s JSON-Schema
 * via the `definition` "CatalogueModel".
 */
export interface CatalogueModel {
/**
 * The id the endpoint knows the model by, with its variant.
 */
id: string
context?: TokenLimit
max_output?: TokenLimit
price?: Price
/**
 * All that this model can do beyond text; when absent, its abilities are unknown.
 */
abilities?: Ability[]
supported_params?: SupportedParams
}
/**
 * USD per million tokens.
 * 
 * This interface was referenced by `CatalogueDocument`'s JSON-Schema
 * via the `definition` "Price".
 */
export interface Price {
/**
 * USD per million prompt tokens.
 */
prompt: number
/**
 * USD per million completion tokens.
 */
completion: number
/**
 * USD per million prompt tokens read from the provider's cache. Default: the prompt price.
 */
cached_read?: number
/**
 * USD per million prompt tokens written to the provider's cache. Default: the prompt price.
 */
cache_write?: number
/**
 * USD per million prompt tokens written to the provider's cache for an hour, as Anthropic counts them. When absent, the cost of an answer with such tokens is unknown.
 */
cache_write_1h?: number
/**
 * USD per million reasoning tokens. Default: the completion price.
 */
reasoning?: number
/**
 * USD per million tokens of audio in the prompt. When absent, the cost of an answer to such a prompt is unknown.
 */
audio_prompt?: number
/**
 * USD per million tokens of audio in the answer. When absent, the cost of such an answer is unknown.
 */
audio_completion?: number
/**
 * USD per million tokens of images in the answer. When absent, the cost of such an answer is unknown.
 */
image_completion?: number
/**
 * USD for every request that is answered, beside its tokens. Nothing when absent.
 */
request?: number
/**
 * USD for every image in the prompt, beside its tokens. Nothing when absent.
 */
image?: number
/**
 * USD for every web search that the provider counts in its answer. When absent, the cost of an answer with searches is unknown.
 */
web_search?: number
/**
 * The rates of a whole request whose prompt is longer. The entry with the highest `above` that the prompt exceeds applies; what it does not say is as without it.
 * 
 * @minItems 1
 */
longer?: LongerPrice[]
/**
 * What tokens cost in answers that say they were served by another tier than the standard one, such as `flex` or `priority`. Nothing is taken over from the standard prices. An answer of a tier that is not here has an unknown cost.
 */
service_tiers?: {
[k: string]: ServiceTierPrice
}
}
/**
 * USD per million tokens, for requests whose prompt has more than `above` tokens.
 * 
 * This interface was referenced by `CatalogueDocument`'s JSON-Schema
 * via the `definition` "LongerPrice".
 */
export interface LongerPrice {
above: TokenLimit
/**
 * USD per million prompt tokens.
 */
prompt?: number
/**
 * USD per million completion tokens.
 */
completion?: number
/**
 * USD per million prompt tokens read from the provider's cache.
 */
cached_read?: number
/**
 * USD per million prompt tokens written to the provider's cache.
 */
cache_write?: number
/**
 * USD per million prompt tokens written to the provider's cache for an hour.
 */
cache_write_1h?: number
/**
 * USD per million reasoning tokens.
 */
reasoning?: number
}
/**
 * USD per million tokens.
 * 
 * This interface was referenced by `CatalogueDocument`'s JSON-Schema
 * via the `definition` "ServiceTierPrice".
 */
export interface ServiceTierPrice {
/**
 * USD per million prompt tokens.
 */
prompt: number
/**
 * USD per million completion tokens.
 */
completion: number
/**
 * USD per million prompt tokens read from the provider's cache. Default: the prompt price of this tier.
 */
cached_read?: number
/**
 * USD per million prompt tokens written to the provider's cache. Default: the prompt price of this tier.
 */
cache_write?: number
/**
 * USD per million prompt tokens written to the provider's cache for an hour.
 */
cache_write_1h?: number
/**
 * USD per million reasoning tokens. Default: the completion price of this tier.
 */
reasoning?: number
/**
 * The rates of a whole request of this tier whose prompt is longer.
 * 
 * @minItems 1
 */
longer?: LongerPrice[]
}

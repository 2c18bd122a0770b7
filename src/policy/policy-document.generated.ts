// Generated from schemas/policy.schema.json by npm run generate. Do not edit.

/**
 * A letter, then letters, digits, _ or -.
 * 
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "Name".
 * 
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "EndpointName".
 * 
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "SlotName".
 * 
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "TierName".
 * 
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "FactName".
 * 
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "PinnableName".
 * 
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "Label".
 * 
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "BudgetName".
 */
export type Name = string
/**
 * A sentence for people; shown by explain.
 * 
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "Description".
 */
export type Description = string
/**
 * Files that know models: what a model slot does not say of its context, longest answer, price, abilities and parameters, it has from the first of them that lists its id for its endpoint. `policy models sync` writes such a file from OpenRouter.
 * 
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "Catalogues".
 */
export type Catalogues = (CataloguePath | CatalogueFile | CatalogueItem[])
/**
 * Path of a catalogue, relative to this file, in or below the policy's folder.
 * 
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "CataloguePath".
 */
export type CataloguePath = string
/**
 * A number and a unit: ms, s, m, h or d.
 * 
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "Duration".
 * 
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "Deadline".
 */
export type Duration = string
/**
 * The path of a catalogue, or a mapping with it.
 * 
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "CatalogueItem".
 */
export type CatalogueItem = (CataloguePath | CatalogueFile)
/**
 * When a model at an endpoint is left alone for a while, because too many requests to it fail: off, or what differs from the defaults. For the whole policy, or at an endpoint for its models, where it replaces the policy's key by key.
 * 
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "BreakerSwitch".
 */
export type BreakerSwitch = ("off" | Breaker)
/**
 * The id an endpoint knows a model by.
 * 
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "SentId".
 */
export type SentId = string
/**
 * A number of tokens.
 * 
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "TokenLimit".
 */
export type TokenLimit = number
/**
 * A field of the request body.
 * 
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "SupportedParam".
 */
export type SupportedParam = ("max_tokens" | "max_completion_tokens" | "temperature" | "top_p" | "top_k" | "top_a" | "min_p" | "frequency_penalty" | "presence_penalty" | "repetition_penalty" | "seed" | "stop" | "logit_bias" | "logprobs" | "top_logprobs" | "tools" | "tool_choice" | "parallel_tool_calls" | "response_format" | "structured_outputs" | "reasoning" | "reasoning_effort" | "include_reasoning" | "verbosity" | "service_tier" | "prediction" | "web_search_options")
/**
 * All parameters that this model takes, as OpenRouter's catalogue lists them; absent when unknown. Without tools or structured_outputs it cannot do those.
 * 
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "SupportedParams".
 */
export type SupportedParams = SupportedParam[]
/**
 * Something a request may ask of a model.
 * 
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "Ability".
 */
export type Ability = ("tools" | "vision" | "audio" | "json_schema")
/**
 * A model, or the cheapest of several, its fallbacks and its limits.
 * 
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "Tier".
 */
export type Tier = (ModelTier | CheapestTier)
/**
 * A model slot, or { tier: NAME } for the models of that tier.
 * 
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "Fallback".
 */
export type Fallback = (Name | {
tier: Name
})
/**
 * Tried in order when the model before fails. A model and endpoint is never tried twice.
 * 
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "Fallbacks".
 */
export type Fallbacks = Fallback[]
/**
 * USD per million tokens.
 * 
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "PerMillion".
 */
export type PerMillion = number
/**
 * Suffix of the model id at OpenRouter.
 * 
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "Variant".
 */
export type Variant = ("floor" | "nitro" | "free" | "online" | "exacto" | "thinking")
/**
 * Times of one attempt: its total, or a mapping of first_token, idle and total.
 * 
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "Timeout".
 */
export type Timeout = (Duration | AttemptTimes)
/**
 * What went wrong with an attempt.
 * 
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "FailureClass".
 */
export type FailureClass = ("cancelled" | "timeout" | "network" | "quota" | "rate_limit" | "overloaded" | "credential" | "region" | "forbidden" | "model_gone" | "context_exceeded" | "content_filter" | "caller_fault" | "truncated" | "unknown")
/**
 * What makes an answer wanting.
 * 
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "EscalationReason".
 */
export type EscalationReason = ("truncated_by_length" | "refusal" | "empty" | "invalid_json" | "failed_check")
/**
 * What happens to a parameter that a model does not take. adapt (default): it is translated or left out, and the attempt lists it. strict: the policy is refused where that is known, else the model is not asked.
 * 
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "ParamsMode".
 */
export type ParamsMode = ("strict" | "adapt")
/**
 * Whether OpenRouter tries the next models of the chain itself, in the same request: those that follow at the same endpoint and would be sent the same body, up to 3. It falls back on more than the policy would, refused content included. Default: false.
 * 
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "NativeFallback".
 */
export type NativeFallback = boolean
/**
 * How one of a slot's deployments is chosen: weight (default) or measured, or a mapping with a key that keeps its deployment.
 * 
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "BalanceChoice".
 */
export type BalanceChoice = (BalanceBy | Balance)
/**
 * What decides between deployments.
 * 
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "BalanceBy".
 */
export type BalanceBy = ("weight" | "measured")
/**
 * The models that compete: names of model slots, the slots with some labels, all slots, or every model of the policy's catalogues.
 * 
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "Among".
 */
export type Among = (AmongAll | Name[] | AmongLabels)
/**
 * All model slots of the policy, or every model that its catalogues list.
 * 
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "AmongAll".
 */
export type AmongAll = ("all" | "catalogue")
/**
 * Where the value comes from: `from` says.
 * 
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "Fact".
 */
export type Fact = (AttributeFact | TokensFact | WordsFact | CharactersFact | TurnsFact | RegexFact | KeywordsFact | DetectFact | NeedsFact | ModelRequestedFact | BucketFact | ClockFact | BudgetFact | HealthFact | CustomFact)
/**
 * A text, a number or a boolean.
 * 
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "Scalar".
 */
export type Scalar = (string | number | boolean)
/**
 * Whether records leave out the fact's value. Default: false.
 * 
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "Private".
 */
export type Private = boolean
/**
 * Which text is looked at. Default: last_user.
 * 
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "TextSelection".
 */
export type TextSelection = ("last_user" | "user" | "system" | "all")
/**
 * What happens to a request that does not fit: it is rejected, or tried once more at a cheaper tier or with a smaller limit, which must fit. Default: reject.
 * 
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "OnExceeded".
 */
export type OnExceeded = ("reject" | DegradeToTier | DegradeLimit)
/**
 * A condition and an outcome, or a table that chooses by the value of a fact.
 * 
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "Rule".
 */
export type Rule = (SingleRule | TableRule)
/**
 * A value (equal), a list (one of), or a mapping of operators that must all hold.
 * 
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "Test".
 */
export type Test = (string | number | boolean | Scalar[] | Operators)
/**
 * A tier's name, or a mapping that chooses a tier, a model slot, the cheapest model, or a rejection.
 * 
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "Outcome".
 */
export type Outcome = (Name | TierOutcome | ModelOutcome | CheapestOutcome | RejectOutcome)
/**
 * Percent of the requests, or of the keys, chosen by hash. Default: 100.
 * 
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "Sample".
 */
export type Sample = (SamplePercent | {
percent: SamplePercent
/**
 * Attribute path of a key, such as user.id: the same keys are always chosen, and a request without it never is. Default: each request by itself.
 */
key?: string
})
/**
 * A share in percent.
 * 
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "SamplePercent".
 */
export type SamplePercent = number
/**
 * A tier's name, or a mapping that names a tier, a model slot, or asks for the cheapest model.
 * 
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "ShadowTarget".
 */
export type ShadowTarget = (Name | ShadowTier | ShadowModel | ShadowCheapest)
/**
 * Whether a request whose model is a tier's or slot's name goes there without reading the rules. Constraints still hold. Default: off.
 * 
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "Pinning".
 */
export type Pinning = (("off" | "on") | Name[])
/**
 * When to tell that too many of a rule's requests are not served by the first model of their chain: off, or what differs from the defaults.
 * 
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "FallbackAlarmSwitch".
 */
export type FallbackAlarmSwitch = ("off" | FallbackAlarm)
/**
 * Own properties, separated by dots.
 * 
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "RecordedPath".
 */
export type RecordedPath = string

/**
 * Which model answers which request: facts about a request, rules over the facts, and the tiers the rules choose.
 */
export interface PolicyDocument {
policy: Name
/**
 * Version of the policy language this file is written in.
 */
language: 1
description?: Description
/**
 * YAML files, relative to this one, whose endpoints, models, tiers and facts are added. A name that is defined twice is an error.
 */
include?: string[]
catalogue?: Catalogues
endpoints?: Endpoints
models?: Models
tiers?: Tiers
facts?: Facts
budgets?: Budgets
/**
 * Read from the top; the first rule whose condition is true decides.
 */
rules: Rule[]
default: Outcome
/**
 * Every constraint whose condition is not false applies. A constraint only narrows: it removes models or lowers limits.
 */
constraints?: Constraint[]
/**
 * Models that get a copy of some requests once these are answered, to see how they would have done. A shadow never delays, changes or fails a request.
 */
shadows?: Shadow[]
pinning?: Pinning
default_max_tokens?: TokenLimit
params_mode?: ParamsMode
breaker?: BreakerSwitch
fallback_alarm?: FallbackAlarmSwitch
record?: Record
rollout?: PolicyRollout
}
/**
 * A catalogue, for all endpoints of its kind or for one.
 * 
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "CatalogueFile".
 */
export interface CatalogueFile {
file: CataloguePath
endpoint?: Name
max_age?: Duration
}
/**
 * OpenAI-compatible servers by name.
 * 
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "Endpoints".
 */
export interface Endpoints {
[k: string]: Endpoint
}
/**
 * An OpenAI-compatible server.
 * 
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "Endpoint".
 */
export interface Endpoint {
/**
 * What speaks at the other end.
 */
kind: ("openai" | "openrouter")
/**
 * Where the API starts, as the OpenAI SDK's baseURL. Default: https://openrouter.ai/api/v1 for openrouter, https://api.openai.com/v1 for openai.
 */
base_url?: (string | EnvReference)
api_key?: EnvReference
/**
 * Headers sent with every request to this endpoint.
 */
headers?: {
[k: string]: string | EnvReference
}
/**
 * Whether this server is known to keep no data. A constraint that requires zdr removes models on openai endpoints that do not say true.
 */
zdr?: boolean
/**
 * Whether this server is known to collect prompts. A constraint that requires deny removes models on openai endpoints that do not say so.
 */
data_collection?: ("allow" | "deny")
breaker?: BreakerSwitch
}
/**
 * The value of an environment variable, read when a router is created.
 * 
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "EnvReference".
 */
export interface EnvReference {
/**
 * Name of the environment variable.
 */
env: string
}
/**
 * What is not said here keeps its default.
 * 
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "Breaker".
 */
export interface Breaker {
/**
 * Percent of requests that fail before the breaker opens. Default: 50.
 */
failures?: number
/**
 * With fewer requests in the window it stays closed. Default: 10.
 */
requests?: number
over?: Duration
open_for?: Duration
max_open?: Duration
}
/**
 * Named slots. Swap a model here and nowhere else.
 * 
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "Models".
 */
export interface Models {
[k: string]: Model
}
/**
 * A model at an endpoint.
 * 
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "Model".
 */
export interface Model {
id?: SentId
endpoint?: Name
context?: TokenLimit
max_output?: TokenLimit
price?: Price
/**
 * Words that constraints can require.
 */
labels?: Name[]
supported_params?: SupportedParams
/**
 * All that this model can do beyond text. When stated, a model without an ability is removed from requests that need it; when absent, its abilities are unknown.
 */
abilities?: Ability[]
/**
 * The places where this model runs, when there are several. Each has what the slot says, except for what it says itself. `balance` in a tier or outcome chooses among them; the others follow as fallbacks.
 * 
 * @minItems 1
 */
deployments?: Deployment[]
}
/**
 * USD per million tokens.
 * 
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
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
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
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
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
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
/**
 * A place where the slot's model runs. Constraints hold for each by itself.
 * 
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "Deployment".
 */
export interface Deployment {
id?: SentId
endpoint?: Name
/**
 * Its share of the requests, relative to the other deployments; 0 is a fallback only. Default: 1.
 */
weight?: number
context?: TokenLimit
max_output?: TokenLimit
price?: Price
/**
 * Replace the slot's.
 */
labels?: Name[]
supported_params?: SupportedParams
/**
 * Replace the slot's.
 */
abilities?: Ability[]
}
/**
 * What a rule chooses: a model, its fallbacks and its limits.
 * 
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "Tiers".
 */
export interface Tiers {
[k: string]: Tier
}
/**
 * A model, its fallbacks and its limits.
 * 
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "ModelTier".
 */
export interface ModelTier {
description?: Description
model: Name
fallbacks?: Fallbacks
max_tokens: TokenLimit
params?: Params
provider?: ProviderPreferences
variant?: Variant
timeout?: Timeout
deadline?: Duration
retry?: Retry
fallback?: FallbackOn
stream?: Stream
escalate?: Escalate
params_mode?: ParamsMode
native_fallback?: NativeFallback
balance?: BalanceChoice
}
/**
 * Fields of the request body that the policy sets. They override the caller's, and the decision lists them.
 * 
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "Params".
 */
export interface Params {
/**
 * How freely the model chooses its words: 0 takes the likeliest, higher is more varied. Unset, the model's own default holds.
 */
temperature?: number
/**
 * Choose among the likeliest tokens whose probabilities add up to this. Unset, the model's own default holds.
 */
top_p?: number
/**
 * Choose among this many likeliest tokens. Unset, the model's own default holds.
 */
top_k?: number
/**
 * Leave out tokens less likely than this share of the likeliest. Unset, the model's own default holds.
 */
min_p?: number
/**
 * Above 0: the more often a token stands in the text so far, the less likely it gets.
 */
frequency_penalty?: number
/**
 * Above 0: a token that stands in the text so far gets less likely.
 */
presence_penalty?: number
/**
 * Above 1: tokens of the prompt and the text so far get less likely.
 */
repetition_penalty?: number
/**
 * Asks for the same answer to the same request, where the provider can.
 */
seed?: number
/**
 * Texts at which the answer ends; at most 4.
 */
stop?: (string | string[])
/**
 * Whether the model may call several tools at once.
 */
parallel_tool_calls?: boolean
/**
 * OpenRouter's reasoning object.
 */
reasoning?: {
/**
 * Whether the model reasons before it answers.
 */
enabled?: boolean
/**
 * How much the model may reason.
 */
effort?: ("none" | "minimal" | "low" | "medium" | "high" | "xhigh")
max_tokens?: TokenLimit
/**
 * Reason, but leave the reasoning out of the answer.
 */
exclude?: boolean
}
/**
 * OpenAI's reasoning effort.
 */
reasoning_effort?: ("none" | "minimal" | "low" | "medium" | "high" | "xhigh")
/**
 * How long the answer should be.
 */
verbosity?: ("low" | "medium" | "high")
/**
 * How the provider queues the request.
 */
service_tier?: ("auto" | "default" | "flex" | "priority")
/**
 * The form of the answer, as OpenAI takes it.
 */
response_format?: {
/**
 * The form of the answer.
 */
type: ("text" | "json_object" | "json_schema")
[k: string]: unknown
}
/**
 * Any other fields of the body, sent as they are; none that the router writes (model, max_tokens, n, …), that the caller asks for (tools, modalities) or that has a key here.
 */
extra_body?: {
[k: string]: unknown
}
}
/**
 * OpenRouter's provider object. Only for models on an openrouter endpoint.
 * 
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "ProviderPreferences".
 */
export interface ProviderPreferences {
/**
 * Providers to try first, in order.
 * 
 * @minItems 1
 */
order?: string[]
/**
 * Use only these providers.
 * 
 * @minItems 1
 */
only?: string[]
/**
 * Never use these providers.
 * 
 * @minItems 1
 */
ignore?: string[]
/**
 * Whether OpenRouter may use another provider when the preferred ones fail. Default at OpenRouter: true.
 */
allow_fallbacks?: boolean
/**
 * Sort providers by this instead of balancing load.
 */
sort?: (("price" | "throughput" | "latency" | "exacto") | {
/**
 * What comes first.
 */
by: ("price" | "throughput" | "latency" | "exacto")
/**
 * Whether the endpoints of each model are sorted by themselves.
 */
partition?: ("model" | "none")
})
/**
 * Use only providers that support every parameter of the request.
 */
require_parameters?: boolean
/**
 * Use only endpoints with zero data retention.
 */
zdr?: boolean
/**
 * Use only models whose output may be used for distillation.
 */
enforce_distillable_text?: boolean
/**
 * Whether providers that collect data may be used.
 */
data_collection?: ("allow" | "deny")
/**
 * Use only these quantizations.
 * 
 * @minItems 1
 * 
 * Items: How precisely the weights of the model are kept.
 */
quantizations?: ("int4" | "int8" | "fp4" | "fp6" | "fp8" | "fp16" | "bf16" | "fp32" | "unknown")[]
/**
 * Tokens per second, or by percentile.
 */
preferred_min_throughput?: (number | Percentiles)
/**
 * Seconds, or by percentile.
 */
preferred_max_latency?: (number | Percentiles)
/**
 * The most to pay, in USD per million tokens (per request or image for those).
 */
max_price?: {
prompt?: PerMillion
completion?: PerMillion
request?: PerMillion
image?: PerMillion
audio?: PerMillion
}
}
/**
 * Values for percentiles of the last minutes.
 * 
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "Percentiles".
 */
export interface Percentiles {
/**
 * The value that 50 percent of requests reach.
 */
p50?: number
/**
 * The value that 75 percent of requests reach.
 */
p75?: number
/**
 * The value that 90 percent of requests reach.
 */
p90?: number
/**
 * The value that 99 percent of requests reach.
 */
p99?: number
}
/**
 * What is not said here keeps its default.
 * 
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "AttemptTimes".
 */
export interface AttemptTimes {
first_token?: Duration
idle?: Duration
total?: Duration
}
/**
 * When a failed attempt is made again at the same model. What is not said here keeps its default.
 * 
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "Retry".
 */
export interface Retry {
/**
 * Attempts per model, the first included: 1 never retries. Default: 2.
 */
attempts?: number
/**
 * Classes of failure that are retried. Default: network, overloaded, rate_limit.
 * 
 * @minItems 1
 */
on?: FailureClass[]
/**
 * How long to wait before a retry: a random time up to a bound that doubles.
 */
backoff?: {
from?: Duration
max?: Duration
}
max_retry_after?: Duration
}
/**
 * When the next model of the chain is tried.
 * 
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "FallbackOn".
 */
export interface FallbackOn {
/**
 * Classes of failure after which the next model is tried. Default: all but cancelled, content_filter and caller_fault.
 * 
 * @minItems 1
 */
on: FailureClass[]
}
/**
 * How streamed answers are delivered.
 * 
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "Stream".
 */
export interface Stream {
/**
 * What happens when a stream breaks after content was delivered. Default: fail.
 */
on_interrupt?: ("fail" | "restart" | "continue")
}
/**
 * Where an answer that is wanting is asked for again. Not for streams, which are delivered before they could be judged.
 * 
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "Escalate".
 */
export interface Escalate {
/**
 * What makes an answer wanting. An answer with several choices is wanting when all are.
 * 
 * @minItems 1
 */
when: EscalationReason[]
to: Name
check?: Name
check_timeout?: Duration
}
/**
 * What decides between deployments, and whether a key keeps its own.
 * 
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "Balance".
 */
export interface Balance {
by?: BalanceBy
/**
 * Attribute path of a key, such as user.id, whose requests go to the same deployment. A request without it is not sticky, and its report says so.
 */
key?: string
}
/**
 * The model that costs least for the request, its fallbacks and its limits.
 * 
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "CheapestTier".
 */
export interface CheapestTier {
description?: Description
cheapest: Cheapest
fallbacks?: Fallbacks
max_tokens: TokenLimit
params?: Params
provider?: ProviderPreferences
variant?: Variant
timeout?: Timeout
deadline?: Duration
retry?: Retry
fallback?: FallbackOn
stream?: Stream
escalate?: Escalate
params_mode?: ParamsMode
native_fallback?: NativeFallback
balance?: BalanceChoice
}
/**
 * Of some models, the one that is expected to cost least for the request, among those that may serve it. Models of unknown price are never chosen.
 * 
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "Cheapest".
 */
export interface Cheapest {
among: Among
/**
 * Only models that are known to have all these abilities.
 * 
 * @minItems 1
 */
needs?: Ability[]
/**
 * Only models whose context window is at least this many tokens.
 */
min_context?: number
/**
 * Tokens that an answer is expected to have, for comparing prices. Default: the token limit of the request.
 */
expected_output?: number
/**
 * Whether models that cost nothing take part. Default: false.
 */
free?: boolean
}
/**
 * The model slots with all these labels.
 * 
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "AmongLabels".
 */
export interface AmongLabels {
/**
 * The slot has all these labels.
 * 
 * @minItems 1
 */
labels: Name[]
}
/**
 * What rules may ask about a request. A fact that no reached rule asks for is never computed.
 * 
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "Facts".
 */
export interface Facts {
[k: string]: Fact
}
/**
 * A value that the caller passes in attributes.
 * 
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "AttributeFact".
 */
export interface AttributeFact {
/**
 * A value that the caller passes in attributes.
 */
from: "attribute"
/**
 * Own properties, separated by dots.
 */
path: string
/**
 * Default: the type of one_of or default, else string. A value of another type is missing, and flagged.
 */
type?: ("string" | "number" | "boolean" | "list")
/**
 * The values there are. Another value at run time equals none of them, and is flagged.
 * 
 * @minItems 1
 */
one_of?: Scalar[]
default?: Scalar
private?: Private
}
/**
 * Number of tokens, counted with tiktoken.
 * 
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "TokensFact".
 */
export interface TokensFact {
/**
 * Number of tokens, counted with tiktoken.
 */
from: "tokens"
/**
 * Default: o200k_base.
 */
encoding?: ("o200k_base" | "cl100k_base")
text?: TextSelection
private?: Private
}
/**
 * Number of runs of characters that are not white space.
 * 
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "WordsFact".
 */
export interface WordsFact {
/**
 * Number of runs of characters that are not white space.
 */
from: "words"
text?: TextSelection
private?: Private
}
/**
 * Number of Unicode code points.
 * 
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "CharactersFact".
 */
export interface CharactersFact {
/**
 * Number of Unicode code points.
 */
from: "characters"
text?: TextSelection
private?: Private
}
/**
 * Number of user messages.
 * 
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "TurnsFact".
 */
export interface TurnsFact {
/**
 * Number of user messages.
 */
from: "turns"
private?: Private
}
/**
 * Whether a JavaScript regular expression (with the u flag where it compiles with it) matches.
 * 
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "RegexFact".
 */
export interface RegexFact {
/**
 * Whether a JavaScript regular expression (with the u flag where it compiles with it) matches.
 */
from: "regex"
/**
 * The pattern, without slashes. One that can take exponential time is refused.
 */
pattern: string
/**
 * Default: false.
 */
ignore_case?: boolean
text?: TextSelection
private?: Private
}
/**
 * Whether one of the keywords stands in the text.
 * 
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "KeywordsFact".
 */
export interface KeywordsFact {
/**
 * Whether one of the keywords stands in the text.
 */
from: "keywords"
/**
 * Words or phrases.
 * 
 * @minItems 1
 */
keywords: string[]
/**
 * Where a keyword counts. Default: word.
 */
match?: ("word" | "substring")
/**
 * Default: true.
 */
ignore_case?: boolean
text?: TextSelection
private?: Private
}
/**
 * Whether the text has data of these kinds. Scans in linear time; card and IBAN numbers are checked by their checksum.
 * 
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "DetectFact".
 */
export interface DetectFact {
/**
 * Whether the text has data of these kinds. Scans in linear time; card and IBAN numbers are checked by their checksum.
 */
from: "detect"
/**
 * What is looked for.
 * 
 * @minItems 1
 * 
 * Items: What is looked for.
 */
kinds: ("us_ssn" | "card" | "email" | "phone" | "iban" | "ip" | "api_key")[]
text?: TextSelection
private?: Private
}
/**
 * What the body asks of a model: a list of tools, vision, audio, json_schema.
 * 
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "NeedsFact".
 */
export interface NeedsFact {
/**
 * What the body asks of a model: a list of tools, vision, audio, json_schema.
 */
from: "needs"
private?: Private
}
/**
 * The model that the caller named; missing when none or auto.
 * 
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "ModelRequestedFact".
 */
export interface ModelRequestedFact {
/**
 * The model that the caller named; missing when none or auto.
 */
from: "model_requested"
private?: Private
}
/**
 * The arm of an experiment for a key, assigned as GrowthBook's hash version 2 does. A missing key gives an unknown arm.
 * 
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "BucketFact".
 */
export interface BucketFact {
/**
 * The arm of an experiment for a key, assigned as GrowthBook's hash version 2 does. A missing key gives an unknown arm.
 */
from: "bucket"
/**
 * Attribute path of the key that decides, such as user.id.
 */
key: string
/**
 * Change it to assign every key anew.
 */
seed: string
/**
 * Shares in percent that add up to 100.
 * 
 * @minItems 1
 */
arms: Arm[]
/**
 * Percent of keys that take part; others have no arm. Default: 100. Widening it moves nobody between arms.
 */
coverage?: number
/**
 * Experiments in one namespace with ranges that do not overlap exclude each other.
 */
namespace?: {
/**
 * What the experiments share: the seed of GrowthBook's filter, or the name of its older namespace.
 */
name: string
/**
 * From and to, in percent.
 * 
 * @minItems 2
 * @maxItems 2
 */
range?: number[]
/**
 * Several ranges in place of one.
 * 
 * @minItems 1
 */
ranges?: number[][]
/**
 * Attribute path of another key that decides whether the namespace lets a request in. Default: the experiment's own key.
 */
key?: string
/**
 * 2: GrowthBook's filters. 1: its older namespaces, for those that run already. Default: 2.
 */
hash_version?: (1 | 2)
}
/**
 * Keys in this arm of another experiment take no part in this one, so that what all experiments did together can be measured.
 */
holdout?: {
/**
 * Name of a bucket fact.
 */
fact: string
/**
 * The arm that is held out.
 */
arm: string
}
/**
 * Keep a key in the arm that it was in first, through the store, when arms or coverage change. Default: false.
 */
sticky?: (boolean | StickyBuckets)
/**
 * Attribute path of the key that decides while the first is missing; an arm that it got stays with the first key later. Needs sticky.
 */
fallback_key?: string
private?: Private
}
/**
 * One of the ways that an experiment compares.
 * 
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "Arm".
 */
export interface Arm {
/**
 * The fact's value for keys in this arm.
 */
name: string
/**
 * Share of the covered keys.
 */
percent: number
}
/**
 * Which arms that were kept still count.
 * 
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "StickyBuckets".
 */
export interface StickyBuckets {
/**
 * Raise it to assign every key anew. Default: 0.
 */
bucket_version?: number
/**
 * Keys that were assigned in an earlier version take no part any more. Default: 0.
 */
min_bucket_version?: number
}
/**
 * The hour (0 to 23) or the weekday (monday to sunday) in a time zone.
 * 
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "ClockFact".
 */
export interface ClockFact {
/**
 * The hour (0 to 23) or the weekday (monday to sunday) in a time zone.
 */
from: "clock"
/**
 * What is read off the clock.
 */
part: ("hour" | "weekday")
/**
 * An IANA time zone.
 */
timezone: string
private?: Private
}
/**
 * How much of a budget is used, in percent of the limit that is nearest; what is reserved counts.
 * 
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "BudgetFact".
 */
export interface BudgetFact {
/**
 * How much of a budget is used, in percent of the limit that is nearest; what is reserved counts.
 */
from: "budget"
of: Name
private?: Private
}
/**
 * How a model has done lately, as this process sees it; unknown with too few requests.
 * 
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "HealthFact".
 */
export interface HealthFact {
/**
 * How a model has done lately, as this process sees it; unknown with too few requests.
 */
from: "health"
of: Name
/**
 * What the fact is.
 */
measure: ("failure_rate" | "p95_ms")
window?: Duration
/**
 * With fewer attempts in the window the fact is unknown. Default: 20.
 */
min_requests?: number
private?: Private
}
/**
 * A function that the embedding service registers under this fact's name.
 * 
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "CustomFact".
 */
export interface CustomFact {
/**
 * A function that the embedding service registers under this fact's name.
 */
from: "custom"
/**
 * What the function gives.
 */
type: ("string" | "number" | "boolean" | "list")
/**
 * The values there are. Another value at run time equals none of them, and is flagged.
 * 
 * @minItems 1
 */
one_of?: Scalar[]
timeout?: Duration
private?: Private
}
/**
 * How much may be spent in a stretch of time. Every attempt reserves its worst case before it is sent and settles what it cost, so that no limit is exceeded however many requests run at once. Budgets of one name share what is spent.
 * 
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "Budgets".
 */
export interface Budgets {
[k: string]: Budget
}
/**
 * One or more limits for a stretch of time. It holds for every request of the policy; one that a shadow names holds for that shadow's copies instead.
 * 
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "Budget".
 */
export interface Budget {
description?: Description
/**
 * Attribute path: each of its values has a budget of its own. A request without it counts under (none). Without a key all requests share one.
 */
key?: string
/**
 * What all attempts together may cost.
 */
limit_usd?: number
/**
 * Tokens of prompts and answers together.
 */
limit_tokens?: number
/**
 * Requests that are sent, whatever becomes of them.
 */
limit_requests?: number
/**
 * The stretch of time, aligned with the calendar.
 */
per: ("minute" | "hour" | "day" | "week" | "month")
/**
 * An IANA time zone, for the calendar. Default: UTC.
 */
timezone?: string
/**
 * Percent of a limit at which the router tells that it is nearly used up. Default: 80.
 */
warn_at?: number
on_exceeded?: OnExceeded
/**
 * What happens to an attempt whose cost cannot be bounded: its model has no price, or the prompt holds images or files. Without this key a model without a price is an error, and an attempt that cannot be bounded is rejected.
 */
unknown_cost?: ("reject" | "allow")
/**
 * What happens while the store that keeps the budget does not answer. Default: reject.
 */
on_store_failure?: ("reject" | "allow")
}
/**
 * The tier that answers instead; constraints hold for it.
 * 
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "DegradeToTier".
 */
export interface DegradeToTier {
tier: Name
}
/**
 * The same models with a smaller token limit.
 * 
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "DegradeLimit".
 */
export interface DegradeLimit {
max_tokens: TokenLimit
}
/**
 * When the condition is true (and unless is false), this outcome.
 * 
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "SingleRule".
 */
export interface SingleRule {
id: Name
description?: Description
when: Condition
unless?: Condition
rollout?: RuleRollout
then: Outcome
}
/**
 * Holds when all its entries hold. An entry is a fact's name, or all, any or not.
 * 
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "Condition".
 */
export interface Condition {
/**
 * Every condition holds.
 * 
 * @minItems 1
 */
all?: Condition[]
/**
 * At least one condition holds.
 * 
 * @minItems 1
 */
any?: Condition[]
not?: Condition
[k: string]: Test | Condition[] | Condition | undefined
}
/**
 * All of them must hold.
 * 
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "Operators".
 */
export interface Operators {
is?: Scalar
is_not?: Scalar
/**
 * Equal to one of these.
 * 
 * @minItems 1
 */
one_of?: Scalar[]
/**
 * Equal to none of these; unknown when the fact is missing.
 * 
 * @minItems 1
 */
none_of?: Scalar[]
/**
 * Less than.
 */
below?: number
/**
 * Less than or equal.
 */
at_most?: number
/**
 * Greater than.
 */
above?: number
/**
 * Greater than or equal.
 */
at_least?: number
/**
 * From the first to the second, both included.
 * 
 * @minItems 2
 * @maxItems 2
 */
between?: number[]
/**
 * The text begins with this.
 */
starts_with?: string
/**
 * The text ends with this.
 */
ends_with?: string
/**
 * Of a text: this text stands in it. Of a list: this value is in it.
 */
contains?: string
/**
 * Whether the fact has a value; never unknown for a missing one.
 */
exists?: boolean
}
/**
 * The rule takes effect for a share of keys only, always the same ones; for all others it does not hold.
 * 
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "RuleRollout".
 */
export interface RuleRollout {
/**
 * Share of keys for which it takes effect. Raising it moves nobody out.
 */
percent: number
/**
 * Attribute path of the key that decides, such as user.id. Without it nothing changes for a request.
 */
key: string
/**
 * Change it so that other keys come first. Default: the rule's id.
 */
seed?: string
guards?: RolloutGuards
}
/**
 * When one is crossed, nobody gets what is rolled out any more, until the policy changes.
 * 
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "RolloutGuards".
 */
export interface RolloutGuards {
/**
 * Percent of requests that got no answer.
 */
failure_rate_above?: number
/**
 * USD per request of known cost, all its attempts together.
 */
cost_per_request_above?: number
/**
 * Mean score that feedback gave.
 */
score_below?: number
/**
 * Milliseconds that 95 of 100 answered requests stay within; of a stream, to its first token.
 */
p95_ms_above?: number
window?: Duration
/**
 * With fewer requests in the window nothing happens; of a score, with fewer scores. Default: 50.
 */
min_requests?: number
}
/**
 * A tier, with settings that replace the tier's own.
 * 
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "TierOutcome".
 */
export interface TierOutcome {
tier: Name
fallbacks?: Fallbacks
max_tokens?: TokenLimit
params?: Params
provider?: ProviderPreferences
variant?: Variant
timeout?: Timeout
deadline?: Duration
retry?: Retry
fallback?: FallbackOn
stream?: Stream
escalate?: Escalate
params_mode?: ParamsMode
native_fallback?: NativeFallback
balance?: BalanceChoice
}
/**
 * A model slot directly. Needs a max_tokens, its own or the policy's default_max_tokens.
 * 
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "ModelOutcome".
 */
export interface ModelOutcome {
model: Name
fallbacks?: Fallbacks
max_tokens?: TokenLimit
params?: Params
provider?: ProviderPreferences
variant?: Variant
timeout?: Timeout
deadline?: Duration
retry?: Retry
fallback?: FallbackOn
stream?: Stream
escalate?: Escalate
params_mode?: ParamsMode
native_fallback?: NativeFallback
balance?: BalanceChoice
}
/**
 * The model that costs least for the request. Needs a max_tokens, its own or the policy's default_max_tokens.
 * 
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "CheapestOutcome".
 */
export interface CheapestOutcome {
cheapest: Cheapest
fallbacks?: Fallbacks
max_tokens?: TokenLimit
params?: Params
provider?: ProviderPreferences
variant?: Variant
timeout?: Timeout
deadline?: Duration
retry?: Retry
fallback?: FallbackOn
stream?: Stream
escalate?: Escalate
params_mode?: ParamsMode
native_fallback?: NativeFallback
balance?: BalanceChoice
}
/**
 * The request is not sent; the caller gets REQUEST_REJECTED.
 * 
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "RejectOutcome".
 */
export interface RejectOutcome {
/**
 * What the caller is told, and how.
 */
reject: {
/**
 * What the caller is told.
 */
message: string
/**
 * The HTTP status a server should answer with. Default: 403.
 */
status?: number
}
}
/**
 * One rule per entry, in the file's order, with ids such as by-task.summarize.
 * 
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "TableRule".
 */
export interface TableRule {
id: Name
description?: Description
when?: Condition
unless?: Condition
rollout?: RuleRollout
by: Name
/**
 * A value of the fact, or for numbers 'below 500', 'at_most 500', 'above 500', 'at_least 500', 'between 1 and 5'; 'otherwise' for a value that no entry names.
 */
choose: {
[k: string]: Outcome
}
}
/**
 * Applies unless its condition is false.
 * 
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "Constraint".
 */
export interface Constraint {
id: Name
description?: Description
when: Condition
unless?: Condition
require?: Requirement
cap?: Cap
}
/**
 * What every model that may serve the request must have. A model that lacks it, or is not known to have it, is removed.
 * 
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "Requirement".
 */
export interface Requirement {
/**
 * The model has all these labels.
 * 
 * @minItems 1
 */
labels?: Name[]
/**
 * The model is at one of these endpoints.
 * 
 * @minItems 1
 */
endpoints?: Name[]
/**
 * The model is known to have all these abilities.
 * 
 * @minItems 1
 */
needs?: Ability[]
/**
 * The model's context window is at least this many tokens.
 */
min_context?: number
/**
 * The model costs at most this, in USD per million tokens.
 */
max_price?: {
prompt?: PerMillion
completion?: PerMillion
}
/**
 * The model is served with zero data retention.
 */
zdr?: true
/**
 * The model is served without data collection.
 */
data_collection?: "deny"
}
/**
 * Upper limits; the smallest wins.
 * 
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "Cap".
 */
export interface Cap {
max_tokens?: TokenLimit
/**
 * The most one answer may cost, in USD. The token limit shrinks until the worst case fits; a model for which it would fall below 16 is removed.
 */
cost_usd?: number
}
/**
 * A copy of a request, sent once the request is answered. Its first model that every constraint of the request allows gets it; one attempt is made.
 * 
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "Shadow".
 */
export interface Shadow {
id: Name
description?: Description
when?: Condition
unless?: Condition
sample?: Sample
target: ShadowTarget
/**
 * Copies under way at once; more are left out and counted. Default: 4.
 */
concurrency?: number
budget?: Name
judge?: Name
judge_timeout?: Duration
}
/**
 * A tier, with settings that replace the tier's own.
 * 
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "ShadowTier".
 */
export interface ShadowTier {
tier: Name
max_tokens?: TokenLimit
params?: Params
}
/**
 * A model slot, with settings of its own.
 * 
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "ShadowModel".
 */
export interface ShadowModel {
model: Name
max_tokens?: TokenLimit
params?: Params
}
/**
 * The model that costs least for the request, with settings of its own.
 * 
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "ShadowCheapest".
 */
export interface ShadowCheapest {
cheapest: Cheapest
max_tokens?: TokenLimit
params?: Params
}
/**
 * What is not said here keeps its default.
 * 
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "FallbackAlarm".
 */
export interface FallbackAlarm {
/**
 * Percent of requests; above it there is an alarm. Default: 20.
 */
above?: number
over?: Duration
/**
 * With fewer requests in the window there is no alarm. Default: 20.
 */
requests?: number
}
/**
 * What the records of requests hold beside the decision, its attempts and their cost. The service says where they go.
 * 
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "Record".
 */
export interface Record {
/**
 * Whether prompts and answers are recorded. Default: false.
 */
content?: boolean
/**
 * Whether records name, for each rule above the one that won, the condition that failed. Default: false.
 */
explain?: boolean
/**
 * Paths of attributes that are recorded, so that reports can group by them.
 * 
 * @minItems 1
 */
attributes?: RecordedPath[]
}
/**
 * This version of the policy takes effect for a share of keys only, always the same ones; the previous one serves all others.
 * 
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "PolicyRollout".
 */
export interface PolicyRollout {
/**
 * Share of keys for which it takes effect. Raising it moves nobody out.
 */
percent: number
/**
 * Attribute path of the key that decides, such as user.id. Without it nothing changes for a request.
 */
key: string
/**
 * Change it so that other keys come first. Default: the policy's name.
 */
seed?: string
guards?: RolloutGuards
/**
 * Path of the policy that serves all others, relative to this file. In a folder of policies it stands in a subfolder.
 */
previous: string
}

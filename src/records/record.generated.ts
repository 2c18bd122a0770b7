// Generated from schemas/record.schema.json by npm run generate. Do not edit.

/**
 * One line of a record file.
 */
export type RecordDocument = (RequestRecord | FeedbackRecord | ShadowRecord)
/**
 * What a fact can be. Of a count that was not followed to its end: the range in which it lies.
 */
export type FactValue = (string | number | boolean | string[] | {
/**
 * Tokens, at least.
 */
at_least: number
/**
 * Tokens, at most.
 */
at_most: number
})
/**
 * reported: by the provider. computed: from prices, wholly or in part.
 */
export type CostSource = ("reported" | "computed")

/**
 * One request, from its decision to the end of its answer.
 */
export interface RequestRecord {
/**
 * Version of this schema. A later version adds fields or is another number.
 */
v: 1
kind: "request"
/**
 * Id of the decision; feedback and shadows have the id of the request they belong to.
 */
id: string
/**
 * When the request was decided, in ISO 8601, UTC.
 */
at: string
/**
 * Name of the policy.
 */
policy: string
/**
 * Version of the policy.
 */
version: string
/**
 * rule: a rule matched. default: none did. pinned: the request named a tier or slot.
 */
reason: ("rule" | "default" | "pinned")
/**
 * Id of the rule that won; default when none did; null when pinned.
 */
rule: (string | null)
/**
 * Name of the tier; null when the outcome names a model slot or rejects.
 */
tier: (string | null)
/**
 * answered: whole. failed: no model answered. refused: nothing was sent. interrupted: a stream broke after content was delivered. cancelled: by the caller, or by the reader of the stream.
 */
outcome: ("answered" | "failed" | "refused" | "interrupted" | "cancelled")
/**
 * Code of the error that the caller got; the class of the failure where it was the provider's own error.
 */
error?: string
/**
 * Whether the caller asked for a stream.
 */
stream: boolean
/**
 * Values of the facts that were read and known, without those erased.
 */
facts: {
[k: string]: FactValue
}
/**
 * Facts that were read and unknown.
 */
unknown: string[]
/**
 * Those of the unknown facts that are experiments in which the request's key takes no part, by coverage, namespace or holdout. The other experiments among them lacked their key.
 */
left_out?: string[]
/**
 * Facts that were read and whose values are left out, because the policy calls them private.
 */
erased: string[]
/**
 * Facts whose value was not what the policy declares.
 */
flags?: {
fact: string
flag: ("wrong_type" | "outside_one_of")
}[]
/**
 * Attributes that the policy has recorded, by path.
 */
attributes?: {
[k: string]: string | number | boolean
}
/**
 * Experiments whose bucket the decision read.
 */
exposures: Exposure[]
/**
 * Ids of the constraints that applied.
 */
constraints: string[]
/**
 * Names of the model slots that were left to try, in order.
 */
chain: string[]
/**
 * The token limit sent to the first model; null when there is none.
 */
max_tokens: (number | null)
/**
 * Every attempt, in order.
 */
attempts: Attempt[]
/**
 * Index into attempts of the one that answered; null when none did.
 */
served_by: (number | null)
/**
 * Name of the model slot that answered.
 */
slot?: string
/**
 * Id of the model that answered, as sent.
 */
model?: string
/**
 * Name of the endpoint that answered.
 */
endpoint?: string
finish_reason?: string
usage?: Usage
/**
 * Cost of all attempts together; absent when that of any is unknown.
 */
cost_usd?: number
cost_source?: CostSource
/**
 * From the call to the first content of a stream.
 */
first_token_ms?: number
/**
 * From the call to the end of the answer.
 */
duration_ms: number
/**
 * Answers that were asked for again elsewhere.
 */
escalations?: {
because: string
to: string
answered: (number | null)
}[]
/**
 * What a budget made of the request, if it did anything.
 */
degraded?: {
/**
 * Name of the budget.
 */
budget: string
/**
 * Name of the tier that answered instead.
 */
tier?: string
/**
 * The smaller limit.
 */
max_tokens?: number
}
/**
 * How often a stream went on with another model after content was delivered.
 */
seams?: number
/**
 * Names of slots that were passed over because their breaker was open.
 */
skipped?: string[]
/**
 * Codes of warnings.
 */
warnings?: string[]
/**
 * For each rule above the one that won, the first condition that failed; only where the policy asks for it.
 */
passed_over?: {
rule: string
/**
 * In words.
 */
condition: string
fact: string
saw?: FactValue
unknown?: string
}[]
content?: Content
}
/**
 * Who was put where, and how likely that was.
 */
export interface Exposure {
/**
 * Name of the bucket fact.
 */
experiment: string
arm: string
/**
 * Hash of seed and key, in hex: never the key itself.
 */
key_hash?: string
propensity: number
}
/**
 * One attempt at one model.
 */
export interface Attempt {
slot: string
/**
 * As sent.
 */
model: string
endpoint: string
/**
 * ok, or the class of the failure.
 */
outcome: string
served_slot?: string
served_model?: string
/**
 * HTTP status, when there was one.
 */
status?: number
/**
 * The provider's message, which may quote the prompt: only where the policy has content recorded.
 */
error?: string
/**
 * From the call to the start of the attempt.
 */
started_ms: number
duration_ms: number
first_token_ms?: number
finish_reason?: string
usage?: Usage
cost_usd?: number
cost_source?: CostSource
/**
 * Parameters of the caller that were set, replaced, translated or dropped, as `temperature: dropped`.
 */
changes?: string[]
response_id?: string
request_id?: string
}
/**
 * Tokens. What the provider did not say is absent.
 */
export interface Usage {
prompt_tokens?: number
completion_tokens?: number
cached_read_tokens?: number
cache_write_tokens?: number
cache_write_1h_tokens?: number
audio_prompt_tokens?: number
reasoning_tokens?: number
audio_completion_tokens?: number
image_completion_tokens?: number
web_searches?: number
/**
 * The provider's name for how it served the request, when that is not the usual way.
 */
service_tier?: string
}
/**
 * What was said; only where the policy has it recorded.
 */
export interface Content {
messages?: unknown[]
text?: string
tool_calls?: ToolCall[]
}
/**
 * A function that the model calls, with its arguments as the model wrote them.
 */
export interface ToolCall {
name: string
arguments: string
}
/**
 * What somebody thought of an answer.
 */
export interface FeedbackRecord {
/**
 * Version of this schema. A later version adds fields or is another number.
 */
v: 1
kind: "feedback"
/**
 * Id of the decision it is about.
 */
id: string
/**
 * When, in ISO 8601, UTC, to the millisecond.
 */
at: string
/**
 * How good the answer was, by convention from 0 to 1.
 */
score?: number
label?: string
/**
 * Anything else, by name.
 */
attributes?: {
[k: string]: string | number | boolean
}
}
/**
 * The copy of a request, and how its answer compares.
 */
export interface ShadowRecord {
/**
 * Version of this schema. A later version adds fields or is another number.
 */
v: 1
kind: "shadow"
/**
 * Id of the decision of the request that was copied.
 */
id: string
/**
 * When, in ISO 8601, UTC, to the millisecond.
 */
at: string
policy: string
version: string
rule: (string | null)
tier: (string | null)
/**
 * Id of the shadow.
 */
shadow: string
/**
 * answered: both answers are there. failed: the candidate gave none. skipped: it was not asked.
 */
status: ("answered" | "failed" | "skipped")
/**
 * Why it was not asked.
 */
because?: ("concurrency" | "no_eligible_model" | "budget")
detail?: string
primary?: ShadowSide
candidate?: ShadowSide
/**
 * How the two answers agree.
 */
agreement?: {
exact: boolean
similarity?: number
tool_calls?: boolean
}
/**
 * What the service's judge says: a score, or why there is none.
 */
judge?: {
score?: number
error?: string
}
}
/**
 * One of the two answers.
 */
export interface ShadowSide {
slot: string
model: string
endpoint: string
/**
 * ok, or the class of the failure.
 */
outcome: string
http_status?: number
error?: string
duration_ms: number
usage?: Usage
cost_usd?: number
cost_source?: CostSource
finish_reason?: string
/**
 * Length of the text, in UTF-16 code units.
 */
characters?: number
json_valid?: boolean
content?: Content
}

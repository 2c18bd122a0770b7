// Generated from schemas/fixtures.schema.json by npm run generate. Do not edit.

/**
 * A value, a list of words for a list fact, or null for an unknown fact.
 * 
 * This interface was referenced by `FixturesDocument`'s JSON-Schema
 * via the `definition` "GivenValue".
 */
export type GivenValue = (string | number | boolean | string[] | null)
/**
 * What the model does with one request: a name, or a mapping.
 * 
 * This interface was referenced by `FixturesDocument`'s JSON-Schema
 * via the `definition` "Step".
 */
export type Step = (("ok" | "reset" | "empty" | "garbage" | "timeout" | "network" | "quota" | "rate_limit" | "overloaded" | "credential" | "region" | "forbidden" | "model_gone" | "context_exceeded" | "content_filter" | "caller_fault" | "truncated" | "unknown") | StepMapping)
/**
 * One step for each request, in order.
 * 
 * @minItems 1
 * 
 * This interface was referenced by `FixturesDocument`'s JSON-Schema
 * via the `definition` "Script".
 */
export type Script = Step[]
/**
 * Percent of the limit.
 * 
 * This interface was referenced by `FixturesDocument`'s JSON-Schema
 * via the `definition` "PercentUsed".
 */
export type PercentUsed = number
/**
 * The id of a rule; an entry of a table is table.entry, and default is the default outcome.
 * 
 * This interface was referenced by `FixturesDocument`'s JSON-Schema
 * via the `definition` "RuleId".
 */
export type RuleId = string
/**
 * The name of a tier, or null for none.
 * 
 * This interface was referenced by `FixturesDocument`'s JSON-Schema
 * via the `definition` "TierOrNone".
 */
export type TierOrNone = (string | null)
/**
 * The id of a model, as sent.
 * 
 * This interface was referenced by `FixturesDocument`'s JSON-Schema
 * via the `definition` "ModelId".
 */
export type ModelId = string
/**
 * The name of a model slot.
 * 
 * This interface was referenced by `FixturesDocument`'s JSON-Schema
 * via the `definition` "SlotName".
 */
export type SlotName = string
/**
 * The name of a model slot, or null for none.
 * 
 * This interface was referenced by `FixturesDocument`'s JSON-Schema
 * via the `definition` "SlotOrNone".
 */
export type SlotOrNone = (string | null)
/**
 * A word that models carry.
 * 
 * This interface was referenced by `FixturesDocument`'s JSON-Schema
 * via the `definition` "Label".
 */
export type Label = string
/**
 * The name of an endpoint.
 * 
 * This interface was referenced by `FixturesDocument`'s JSON-Schema
 * via the `definition` "EndpointName".
 */
export type EndpointName = string
/**
 * The name of a fact.
 * 
 * This interface was referenced by `FixturesDocument`'s JSON-Schema
 * via the `definition` "FactName".
 */
export type FactName = string
/**
 * A value, or a list of words for a list fact.
 * 
 * This interface was referenced by `FixturesDocument`'s JSON-Schema
 * via the `definition` "FactValue".
 */
export type FactValue = (string | number | boolean | string[])
/**
 * The name of a bucket fact.
 * 
 * This interface was referenced by `FixturesDocument`'s JSON-Schema
 * via the `definition` "BucketName".
 */
export type BucketName = string
/**
 * The id of a constraint.
 * 
 * This interface was referenced by `FixturesDocument`'s JSON-Schema
 * via the `definition` "ConstraintId".
 */
export type ConstraintId = string
/**
 * The id of a shadow.
 * 
 * This interface was referenced by `FixturesDocument`'s JSON-Schema
 * via the `definition` "ShadowId".
 */
export type ShadowId = string
/**
 * A value (equal), a list (one of), or a mapping of operators that must all hold.
 * 
 * This interface was referenced by `FixturesDocument`'s JSON-Schema
 * via the `definition` "Test".
 */
export type Test = (string | number | boolean | Scalar[] | Operators)
/**
 * A text, a number or a boolean.
 * 
 * This interface was referenced by `FixturesDocument`'s JSON-Schema
 * via the `definition` "Scalar".
 */
export type Scalar = (string | number | boolean)

/**
 * Cases for one policy: a request, and what the policy must decide for it. `policy test` runs them.
 */
export interface FixturesDocument {
/**
 * The policy under test, relative to this file.
 */
policy: string
/**
 * A sentence for people.
 */
description?: string
/**
 * The moment at which every case is decided: an ISO 8601 date and time with a zone. Default: 2026-01-01T00:00:00Z.
 */
now?: string
/**
 * Requests that several cases use, by name: `request: NAME`.
 */
requests?: {
[k: string]: Request
}
defaults?: Defaults
/**
 * Each is decided on its own; order does not matter.
 * 
 * @minItems 1
 */
cases: Case[]
}
/**
 * An OpenAI chat-completions body; prompt is short for one user message.
 * 
 * This interface was referenced by `FixturesDocument`'s JSON-Schema
 * via the `definition` "Request".
 */
export interface Request {
/**
 * Short for messages with one user message: its text, or the file that holds it.
 */
prompt?: (string | PromptFile)
/**
 * A tier or slot to pin, if the policy allows pinning.
 */
model?: string
/**
 * The conversation, as OpenAI's chat completions take it.
 */
messages?: {
[k: string]: unknown
}[]
/**
 * The caller's own limit.
 */
max_tokens?: number
/**
 * The caller's own limit.
 */
max_completion_tokens?: number
attributes?: Attributes
[k: string]: unknown
}
/**
 * The whole text of a UTF-8 file, relative to the fixture file and inside its folder.
 * 
 * This interface was referenced by `FixturesDocument`'s JSON-Schema
 * via the `definition` "PromptFile".
 */
export interface PromptFile {
/**
 * A path relative to the fixture file.
 */
file: string
}
/**
 * What the caller tells about the request besides its body.
 * 
 * This interface was referenced by `FixturesDocument`'s JSON-Schema
 * via the `definition` "Attributes".
 */
export interface Attributes {
[k: string]: unknown
}
/**
 * What every case starts from. A case's own values win: attributes are merged deeply, request fields and facts one by one.
 * 
 * This interface was referenced by `FixturesDocument`'s JSON-Schema
 * via the `definition` "Defaults".
 */
export interface Defaults {
attributes?: Attributes
facts?: GivenFacts
request?: Request
}
/**
 * Facts given instead of computed, by name. Each value must lie in the fact's domain.
 * 
 * This interface was referenced by `FixturesDocument`'s JSON-Schema
 * via the `definition` "GivenFacts".
 */
export interface GivenFacts {
[k: string]: GivenValue
}
/**
 * A request, and what the policy must decide for it.
 * 
 * This interface was referenced by `FixturesDocument`'s JSON-Schema
 * via the `definition` "Case".
 */
export interface Case {
/**
 * What must hold, in words. Unique in the file.
 */
name: string
/**
 * The moment at which this case is decided, instead of the file's: an ISO 8601 date and time with a zone.
 */
now?: string
/**
 * A chat-completions body, or the name of one of requests. Default: an empty user message.
 */
request?: (string | Request)
attributes?: Attributes
facts?: GivenFacts
matrix?: Matrix
simulate?: Simulation
budgets?: BudgetsUsed
/**
 * What the decision must be: a mapping, or a list of mappings of which the first whose if holds counts.
 */
expect: (Expectation | ConditionalExpectation[])
}
/**
 * Values of given facts; the case runs once for every combination, at most 10,000.
 * 
 * This interface was referenced by `FixturesDocument`'s JSON-Schema
 * via the `definition` "Matrix".
 */
export interface Matrix {
/**
 * @minItems 1
 */
[k: string]: GivenValue[]
}
/**
 * What each model does with the requests it gets, by model slot: the case is executed on simulated models, at no cost in time or money. A slot without a script, or with a script that is used up, answers.
 * 
 * This interface was referenced by `FixturesDocument`'s JSON-Schema
 * via the `definition` "Simulation".
 */
export interface Simulation {
[k: string]: Script
}
/**
 * At most one of fail, status, answer, cut_after, reset_after, error_after and stall_after; without any of them the model answers.
 * 
 * This interface was referenced by `FixturesDocument`'s JSON-Schema
 * via the `definition` "StepMapping".
 */
export interface StepMapping {
/**
 * A step by its name, where it needs other keys beside it.
 */
fail?: ("reset" | "empty" | "garbage" | "timeout" | "network" | "quota" | "rate_limit" | "overloaded" | "credential" | "region" | "forbidden" | "model_gone" | "context_exceeded" | "content_filter" | "caller_fault" | "truncated" | "unknown")
/**
 * An HTTP error status, with an error body.
 */
status?: number
/**
 * The text to answer with, instead of one made up.
 */
answer?: string
/**
 * After so many content chunks the answer ends, without a finish_reason.
 */
cut_after?: number
/**
 * After so many content chunks the connection is reset.
 */
reset_after?: number
/**
 * After so many content chunks an error comes inside the answer.
 */
error_after?: number
/**
 * After so many content chunks nothing more comes.
 */
stall_after?: number
/**
 * Time before the response begins: 500ms, 2s.
 */
delay?: string
/**
 * Time before every chunk of a stream: 50ms.
 */
chunk_delay?: string
/**
 * Seconds, sent as the Retry-After header of an error.
 */
retry_after?: number
/**
 * The error's message.
 */
message?: string
/**
 * Why the answer ends.
 */
finish_reason?: ("stop" | "length" | "tool_calls" | "content_filter")
/**
 * How many requests the step serves. Default: 1.
 */
times?: number
}
/**
 * How much of each budget is used before the request, in percent of its limits, for the request's key. A budget that is not named is unused. It is what facts on budgets read, and what requests reserve in.
 * 
 * This interface was referenced by `FixturesDocument`'s JSON-Schema
 * via the `definition` "BudgetsUsed".
 */
export interface BudgetsUsed {
[k: string]: PercentUsed
}
/**
 * Only what is written is compared.
 * 
 * This interface was referenced by `FixturesDocument`'s JSON-Schema
 * via the `definition` "Expectation".
 */
export interface Expectation {
rule?: RuleId
/**
 * Why the outcome was chosen.
 */
reason?: ("rule" | "default" | "pinned")
tier?: TierOrNone
model?: ModelId
/**
 * Ids of all models, as sent, in the order they are tried.
 */
chain?: ModelId[]
/**
 * Names of the model slots, in the order they are tried.
 */
slots?: SlotName[]
/**
 * The token limit sent to the first model; null when the request is refused.
 */
max_tokens?: (number | null)
/**
 * true when the policy refuses the request, false when it does not, or the message and status it refuses with.
 */
reject?: (boolean | ExpectedReject)
/**
 * The error the caller gets; null when there is none.
 */
error?: ("NO_ELIGIBLE_MODEL" | "REQUEST_REJECTED" | "ATTEMPTS_EXHAUSTED" | "BUDGET_EXCEEDED" | "PROVIDER_ERROR" | "STREAM_INTERRUPTED" | null)
served_by?: SlotOrNone
/**
 * How many attempts are made, or each of them in order. The case is executed on simulated models.
 */
attempts?: (number | ExpectedAttempt[])
/**
 * USD for all attempts together, by the policy's prices. The case is executed on simulated models, whose answers fill no more than a few lines.
 */
cost_usd?: (number | Bounds)
/**
 * Milliseconds from the request to the end of the answer, on the clock of the simulation: delays, timeouts and backoff. The case is executed on simulated models.
 */
duration_ms?: (number | Bounds)
every_model?: EveryModel
/**
 * Each of these facts was read.
 * 
 * @minItems 1
 */
computed?: FactName[]
/**
 * None of these facts was read.
 * 
 * @minItems 1
 */
not_computed?: FactName[]
facts?: ReadFacts
/**
 * Each of these facts was read and unknown.
 * 
 * @minItems 1
 */
unknown?: FactName[]
/**
 * The policy sets each of these parameters to this value.
 */
params?: {
[k: string]: unknown
}
/**
 * OpenRouter's provider object, as sent to the first model, has each of these fields.
 */
provider?: {
[k: string]: unknown
}
/**
 * Exactly these bucket facts were read, so that the request counts in their experiments, in any order.
 */
exposures?: BucketName[]
/**
 * Exactly these constraints apply, in any order.
 */
constraints?: ConstraintId[]
degraded_to?: TierOrNone
/**
 * Exactly these shadows would get a copy of the request if it is answered and in their sample, in any order.
 */
shadows?: ShadowId[]
}
/**
 * What the caller is told, and with which status.
 * 
 * This interface was referenced by `FixturesDocument`'s JSON-Schema
 * via the `definition` "ExpectedReject".
 */
export interface ExpectedReject {
/**
 * What the caller is told.
 */
message?: string
/**
 * The HTTP status.
 */
status?: number
}
/**
 * One attempt: where it went, and what came of it.
 * 
 * This interface was referenced by `FixturesDocument`'s JSON-Schema
 * via the `definition` "ExpectedAttempt".
 */
export interface ExpectedAttempt {
slot: SlotName
/**
 * What came of it: ok, or the class of the failure.
 */
outcome: ("ok" | "cancelled" | "timeout" | "network" | "quota" | "rate_limit" | "overloaded" | "credential" | "region" | "forbidden" | "model_gone" | "context_exceeded" | "content_filter" | "caller_fault" | "truncated" | "unknown")
}
/**
 * Bounds of a number, all of which must hold.
 * 
 * This interface was referenced by `FixturesDocument`'s JSON-Schema
 * via the `definition` "Bounds".
 */
export interface Bounds {
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
}
/**
 * Holds for every model that may serve the request: the first and all fallbacks.
 * 
 * This interface was referenced by `FixturesDocument`'s JSON-Schema
 * via the `definition` "EveryModel".
 */
export interface EveryModel {
/**
 * Every model has all of these labels.
 * 
 * @minItems 1
 */
labels?: Label[]
/**
 * Every model is at one of these endpoints.
 * 
 * @minItems 1
 */
endpoints?: EndpointName[]
}
/**
 * Each of these facts was read and had this value.
 * 
 * This interface was referenced by `FixturesDocument`'s JSON-Schema
 * via the `definition` "ReadFacts".
 */
export interface ReadFacts {
[k: string]: FactValue
}
/**
 * An expectation for the cells of the matrix in which if holds, and no entry above did.
 * 
 * This interface was referenced by `FixturesDocument`'s JSON-Schema
 * via the `definition` "ConditionalExpectation".
 */
export interface ConditionalExpectation {
if?: Condition
rule?: RuleId
/**
 * Why the outcome was chosen.
 */
reason?: ("rule" | "default" | "pinned")
tier?: TierOrNone
model?: ModelId
/**
 * Ids of all models, as sent, in the order they are tried.
 */
chain?: ModelId[]
/**
 * Names of the model slots, in the order they are tried.
 */
slots?: SlotName[]
/**
 * The token limit sent to the first model; null when the request is refused.
 */
max_tokens?: (number | null)
/**
 * true when the policy refuses the request, false when it does not, or the message and status it refuses with.
 */
reject?: (boolean | ExpectedReject)
/**
 * The error the caller gets; null when there is none.
 */
error?: ("NO_ELIGIBLE_MODEL" | "REQUEST_REJECTED" | "ATTEMPTS_EXHAUSTED" | "BUDGET_EXCEEDED" | "PROVIDER_ERROR" | "STREAM_INTERRUPTED" | null)
served_by?: SlotOrNone
/**
 * How many attempts are made, or each of them in order. The case is executed on simulated models.
 */
attempts?: (number | ExpectedAttempt[])
/**
 * USD for all attempts together, by the policy's prices. The case is executed on simulated models, whose answers fill no more than a few lines.
 */
cost_usd?: (number | Bounds)
/**
 * Milliseconds from the request to the end of the answer, on the clock of the simulation: delays, timeouts and backoff. The case is executed on simulated models.
 */
duration_ms?: (number | Bounds)
every_model?: EveryModel
/**
 * Each of these facts was read.
 * 
 * @minItems 1
 */
computed?: FactName[]
/**
 * None of these facts was read.
 * 
 * @minItems 1
 */
not_computed?: FactName[]
facts?: ReadFacts
/**
 * Each of these facts was read and unknown.
 * 
 * @minItems 1
 */
unknown?: FactName[]
/**
 * The policy sets each of these parameters to this value.
 */
params?: {
[k: string]: unknown
}
/**
 * OpenRouter's provider object, as sent to the first model, has each of these fields.
 */
provider?: {
[k: string]: unknown
}
/**
 * Exactly these bucket facts were read, so that the request counts in their experiments, in any order.
 */
exposures?: BucketName[]
/**
 * Exactly these constraints apply, in any order.
 */
constraints?: ConstraintId[]
degraded_to?: TierOrNone
/**
 * Exactly these shadows would get a copy of the request if it is answered and in their sample, in any order.
 */
shadows?: ShadowId[]
}
/**
 * Holds when all its entries hold. An entry is a fact's name, or all, any or not.
 * 
 * This interface was referenced by `FixturesDocument`'s JSON-Schema
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
 * This interface was referenced by `FixturesDocument`'s JSON-Schema
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

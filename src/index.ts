export type { ChatCompletions, RoutedBody, RoutedPromise, RoutedRequestOptions } from './client/chat-completions.js';
export type {
  ExposedExperiment,
  ExposureContext,
  ExposureEvaluation,
  ExposureEvent,
  ExposureResult,
} from './client/exposure-event.js';
export type { OnExposure } from './client/exposure-teller.js';
export {
  type ChosenGeneration,
  type ChosenRollout,
  chooseGeneration,
  type DecidedRollout,
} from './decide/choose-generation.js';
export { type DecideOptions, decide } from './decide/decide.js';
export type {
  AppliedConstraint,
  DecidedEscalation,
  Decision,
  DecisionData,
  FilePosition,
  PassedOver,
  PriceComparison,
  PricedCandidate,
  RemovedCandidate,
  RoutedDecision,
  Target,
} from './decide/decision.js';
export { type DiagnosticCode, diagnosticCodes } from './diagnostics/codes.js';
export { type Diagnostic, hasErrors, type Severity } from './diagnostics/diagnostic.js';
export type { Place, SourceFile } from './diagnostics/place.js';
export { renderDiagnostic } from './diagnostics/render-diagnostic.js';
export { RouterError, type RouterErrorCode, type RouterErrorDetails, routerErrorCodes } from './errors.js';
export type { AnswerCheck, CheckedRequest } from './execute/answer-check.js';
export type { RoutedCompletion, RoutedStream } from './execute/execute.js';
export { type FailureClass, failureClasses } from './execute/failure-class.js';
export type { HeardAnswer, HeardToolCall } from './execute/heard-answer.js';
export type { BreakerSignal } from './execute/live/breaker-signal.js';
export type {
  BreakerClosed,
  BreakerOpened,
  FallbackAlarm,
  FallbackRecovered,
  StoreFailed,
  StoreRecovered,
  TargetAlarm,
  TargetName,
} from './execute/live/live-event.js';
export type { CrossedGuard, RolloutRolledBack, RolloutStep } from './execute/live/rollout-event.js';
export {
  type Provider,
  type ProviderAnswer,
  type ProviderCall,
  ProviderError,
  type ProviderFailure,
} from './execute/provider.js';
export { routingOf } from './execute/routing-of.js';
export type {
  Attempt,
  EscalationRecord,
  RoutingReport,
  RoutingWarning,
  SkippedTarget,
} from './execute/routing-report.js';
export type { ShadowJudge } from './execute/shadow/shadow-judge.js';
export type { ShadowResult } from './execute/shadow/shadow-result.js';
export type {
  Admission,
  AdmissionRequest,
  Awaitable,
  BreakerChange,
  BreakerReport,
  BreakerStore,
  RolloutStore,
  StickyStore,
  Store,
} from './execute/store.js';
export type { RoutedChunk, StreamSeam } from './execute/stream-seam.js';
export type { CustomFact, FactTools } from './facts/fact-source.js';
export type { FactWorld, ModelHealth, StickyArms } from './facts/fact-world.js';
export type { CountRange, Exposure, FactFlag, ToldValue, UnknownReason } from './facts/reading.js';
export { lintPolicy } from './lint/lint-policy.js';
export type { NotApplied } from './plan/execution-plan.js';
export type { BreakerSettings } from './policy/breaker-settings.js';
export type { FactValue } from './policy/fact-domain.js';
export { type LoadedPolicies, type LoadedPolicy, loadPolicies, loadPolicy } from './policy/load-policy.js';
export { type ParsePolicyOptions, type PolicyResult, parsePolicy } from './policy/parse-policy.js';
export type { Policy } from './policy/policy.js';
export type { PolicyDocument } from './policy/policy-document.generated.js';
export { PolicyInvalidError } from './policy/policy-invalid-error.js';
export { createOpenAiProvider } from './providers/openai-compatible/openai-provider.js';
export type { Feedback } from './records/feedback-record.js';
export { createFileSink, type RecordFile } from './records/file-sink.js';
export type { FeedbackRecord, RequestRecord, ShadowRecord } from './records/record.generated.js';
export type { RecordsLost } from './records/record-event.js';
export type { RecordSink, SignalboxRecord } from './records/record-sink.js';
export type { PolicyApplied, PolicyRefused } from './reload/generation.js';
export type { CatalogueRefreshed, CatalogueRefreshFailed } from './reload/refresh-catalogues.js';
export { parseRequest } from './request/parse-request.js';
export type { Attributes, ChatBody, RoutingRequest } from './request/routing-request.js';
export { createRouter } from './router.js';
export type { RouterEvents } from './router-events.js';
export type { DecideInput, DecideSettings, Router } from './router-interface.js';
export type { CatalogueRefresh, CloseOptions, RouterOptions, WatchOptions } from './router-options.js';
export { type CompiledPolicy, type CompileResult, compilePolicy } from './rules/compile-policy.js';
export type { Runtime } from './runtime.js';
export { createMemoryStore } from './store/memory-store.js';
export type { RedisClient } from './store/redis-script.js';
export { createRedisStore, type RedisStore, type RedisStoreOptions } from './store/redis-store.js';
export type { Cost } from './usage/cost.js';
export type { Usage } from './usage/usage.js';

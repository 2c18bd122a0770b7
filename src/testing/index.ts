export type { AnswerCheck } from '../execute/answer-check.js';
export type { CustomFact } from '../facts/fact-source.js';
export type { ScriptProblem } from '../providers/simulated/parse-script.js';
export type { ProviderKind } from '../providers/simulated/refusals.js';
export { ScriptError, type Scripts } from '../providers/simulated/script-player.js';
export type {
  FailureName,
  FinishReason,
  Script,
  ScriptStep,
  StepMapping,
  StepName,
} from '../providers/simulated/script-step.js';
export {
  createSimulatedProvider,
  type SimulatedProvider,
  type SimulatedProviderOptions,
} from '../providers/simulated/simulated-provider.js';
export {
  type SimulatedServer,
  type SimulatedServerOptions,
  startSimulatedProvider,
} from '../providers/simulated/simulated-server.js';
export type { ReceivedRequest } from '../providers/simulated/simulation.js';
export { createVirtualRuntime, type VirtualRuntimeOptions } from '../providers/simulated/virtual-runtime.js';
export type { Runtime } from '../runtime.js';
export { describePolicies, type TestRunner } from './describe-policies.js';
export { PolicyCaseError } from './policy-case-error.js';
export { type PolicyCase, type PolicyCasesOptions, policyCases } from './policy-cases.js';

import { type AnswererOptions, answerRequest } from './client/answer-request.js';
import { type ChatCompletions, createChatCompletions } from './client/chat-completions.js';
import { checkRouterOptions } from './client/check-router-options.js';
import { closedError } from './client/closed-error.js';
import { type ExposureEvent, exposureEvents } from './client/exposure-event.js';
import { createExposureTeller } from './client/exposure-teller.js';
import { Listeners } from './client/listeners.js';
import { readRequestOptions } from './client/read-request-options.js';
import { ServedGenerations } from './client/served-generations.js';
import { unsupported, unsupportedResources } from './client/unsupported.js';
import { type ChosenGeneration, type ChosenRollout, chooseGeneration } from './decide/choose-generation.js';
import { decideNow } from './decide/decide.js';
import type { Decision, RoutedDecision } from './decide/decision.js';
import type { Diagnostic } from './diagnostics/diagnostic.js';
import type { Cancellation } from './execute/cancellation.js';
import type { RoutedCompletion, RoutedStream } from './execute/execute.js';
import { unexposed } from './execute/live/fact-world.js';
import { createLiveState, type LiveState } from './execute/live/live-state.js';
import { createRolloutProgress } from './execute/live/rollout-progress.js';
import { missingChecks } from './execute/missing-checks.js';
import { missingJudges } from './execute/shadow/missing-judges.js';
import type { ShadowResult } from './execute/shadow/shadow-result.js';
import { createShadowRunner, type ShadowRunner } from './execute/shadow/shadow-runner.js';
import type { Awaitable } from './facts/and-then.js';
import { changedArms } from './lint/changed-arms.js';
import type { Policy } from './policy/policy.js';
import { PolicyInvalidError } from './policy/policy-invalid-error.js';
import { environmentProblems } from './providers/openai-compatible/environment-problems.js';
import { createOpenAiProvider } from './providers/openai-compatible/openai-provider.js';
import { createSdkStream } from './providers/openai-compatible/sdk-stream.js';
import { type Feedback, feedbackRecord } from './records/feedback-record.js';
import type { Recorder } from './records/recorder.js';
import { recorderFor } from './records/recorder-for.js';
import { shadowRecord } from './records/shadow-record.js';
import { compileToServe } from './reload/compile-to-serve.js';
import type { Generation, PolicyEvent, PolicyRefused } from './reload/generation.js';
import { generationNamed } from './reload/generation-named.js';
import { loadServed, objectionTo, syncedCatalogues } from './reload/load-served.js';
import { PolicySet } from './reload/policy-set.js';
import { loadSource } from './reload/policy-source.js';
import { type CatalogueRefresher, refreshCatalogues } from './reload/refresh-catalogues.js';
import { type PolicyWatcher, watchPolicies } from './reload/watch-policies.js';
import { parseChatBody, parseRequest } from './request/parse-request.js';
import type { RoutingRequest } from './request/routing-request.js';
import type { RouterEvents } from './router-events.js';
import type { DecideInput, DecideSettings, Router } from './router-interface.js';
import type { CatalogueRefresh, CloseOptions, RouterOptions } from './router-options.js';
import type { CompiledPolicy, CompileResult } from './rules/compile-policy.js';
import type { MemoDifference } from './rules/decision-memo.js';
import type { Runtime } from './runtime.js';
import { createMemoryStore } from './store/memory-store.js';
import { runtimeWith } from './system-runtime.js';

/**
 * Loads and compiles the policies and gives back a router over them. Rejects with OPTIONS_INVALID when an option is of
 * the wrong shape, and with a PolicyInvalidError (POLICY_INVALID) when a policy has errors, an environment variable that
 * an endpoint refers to is not set, or a custom fact, check or judge has no function.
 */
export async function createRouter(options: RouterOptions): Promise<Router> {
  checkRouterOptions(options);
  const router = new PolicyRouter(options);
  await router.start();
  return router;
}

class PolicyRouter implements Router {
  readonly chat: { readonly completions: ChatCompletions };
  readonly #options: RouterOptions;
  readonly #runtime: Runtime;
  readonly #clock = (): number => this.#runtime.now();
  readonly #live: LiveState;
  readonly #shadows: ShadowRunner;
  readonly #recorder: Recorder | undefined;
  readonly #answering: AnswererOptions;
  readonly #missing: (policy: Policy) => readonly Diagnostic[];
  readonly #listeners = new Listeners<RouterEvents>();
  readonly #set: PolicySet<CompiledPolicy>;
  #watcher: PolicyWatcher | undefined;
  #refresher: CatalogueRefresher | undefined;
  #closed = false;
  #aborted = false;
  readonly #underWay = new Set<Cancellation>();
  readonly #served: ServedGenerations;
  readonly #tellRollouts = createRolloutProgress((step) => this.#listeners.tell(step.type, step));
  readonly #tellExposures: (events: readonly ExposureEvent[]) => void;

  constructor(options: RouterOptions) {
    this.#options = options;
    this.#runtime = runtimeWith(options.runtime);
    const sdk = createOpenAiProvider({ env: options.env ?? process.env });
    const provider = options.provider ?? sdk;
    const store = options.store ?? createMemoryStore(this.#runtime);
    this.#live = createLiveState({
      store,
      runtime: this.#runtime,
      emit: (event) => this.#listeners.tell(event.type, event as never),
    });
    this.#served = new ServedGenerations(this.#live);
    this.#shadows = createShadowRunner({
      provider,
      runtime: this.#runtime,
      judges: options.judges ?? {},
      onResult: (result) => this.#noteShadow(result),
    });
    this.#recorder = recorderFor(options.records, this.#runtime, (event) => this.#listeners.tell(event.type, event));
    this.#answering = {
      provider,
      checks: options.checks,
      runtime: this.#runtime,
      live: this.#live,
      following: {
        recorder: this.#recorder,
        shadows: this.#shadows,
        createStream: createSdkStream,
        rollouts: this.#live.rollouts,
        budgets: this.#live.budgets,
      },
      underWay: this.#underWay,
      isAborted: () => this.#aborted,
    };
    this.#tellExposures = createExposureTeller({
      onExposure: options.onExposure,
      once: options.exposuresOnce,
      emit: (event) => this.#listeners.tell(event.type, event),
    });
    this.#missing = (policy) => [
      ...missingChecks(policy, Object.keys(options.checks ?? {})),
      ...missingJudges(policy, Object.keys(options.judges ?? {})),
      ...(options.provider ? [] : environmentProblems(policy, sdk)),
    ];
    this.chat = { completions: createChatCompletions((body, request) => this.#route(body, request)) };
    unsupported(this, 'router', unsupportedResources);
    this.#set = new PolicySet<CompiledPolicy>({
      load: () => loadSource(options.policy),
      compile: (policy) => this.#compile(policy),
      compare: (previous, next) => changedArms(previous.policy, next.policy),
      onEvent: (event) => this.#tellPolicy(event),
    });
  }

  async start(): Promise<void> {
    const { policy, defaultPolicy, watch = false, catalogueRefresh } = this.#options;
    const events = await this.#set.reload();
    const refused = events.filter((event) => event.type === 'policy-refused');
    if (refused.length > 0) throw invalid(refused);
    if (defaultPolicy !== undefined) this.#generation(defaultPolicy);
    if (watch !== false && typeof policy === 'string') {
      this.#watcher = await watchPolicies({
        path: policy,
        files: () => this.#set.files,
        reload: (isCurrent) => this.#set.reload(isCurrent),
        onError: (error) => this.#listeners.tell('watch-error', error),
        ...(watch === true ? {} : watch),
      });
    }
    if (catalogueRefresh !== undefined) this.#refresher = this.#refresh(catalogueRefresh);
  }

  get policies() {
    return [...this.#set.generations.values()].map(({ name, version, file }) => ({ name, version, file }));
  }

  /** Not an async function: one would set aside room to be suspended in, which a decision seldom is. */
  decide(input: DecideInput, settings?: DecideSettings): Promise<Decision> {
    try {
      const request = parseRequest(input);
      const routed = this.#decide(request, this.#generationFor(request), settings);
      return routed instanceof Promise ? routed.then(({ decision }) => decision) : Promise.resolve(routed.decision);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  feedback(id: string, feedback: Feedback): void {
    const record = feedbackRecord(id, feedback, this.#runtime.now());
    if (record === undefined) {
      const help = 'it takes the id of a decision, and a score, a label or attributes';
      process.emitWarning(`feedback was given that says nothing: ${help}`, 'SignalboxWarning');
    } else {
      this.#recorder?.note(() => record);
      if (typeof feedback.score === 'number') this.#live.rollouts.score(id, feedback.score);
    }
  }

  on<E extends keyof RouterEvents>(event: E, listener: (...args: RouterEvents[E]) => void): this {
    this.#listeners.add(event, listener);
    return this;
  }

  off<E extends keyof RouterEvents>(event: E, listener: (...args: RouterEvents[E]) => void): this {
    this.#listeners.remove(event, listener);
    return this;
  }

  async close({ abort = false }: CloseOptions = {}): Promise<void> {
    this.#closed = true;
    this.#served.letGo();
    this.#aborted ||= abort;
    if (abort) {
      for (const cancel of this.#underWay) cancel.abort(closedError());
      this.#shadows.abort(closedError());
    }
    await this.#refresher?.close();
    await this.#watcher?.close();
    await this.#recorder?.close();
  }

  #refresh(options: CatalogueRefresh): CatalogueRefresher {
    return refreshCatalogues({
      ...options,
      files: () => syncedCatalogues(this.#set.generations),
      objection: (path, text) => objectionTo(path, text, this.#set.generations),
      rebuild: () => this.#set.rebuild(loadServed),
      onEvent: (event) => this.#listeners.tell(event.type, event as never),
      runtime: this.#runtime,
    });
  }

  async #route(body: unknown, given: unknown): Promise<RoutedCompletion | RoutedStream> {
    const { attributes, policy, ...options } = readRequestOptions(given);
    const request = parseChatBody(body, {
      ...(attributes !== undefined && { attributes }),
      ...(policy !== undefined && { policy }),
    });
    options.signal?.throwIfAborted();
    const chosen = this.#generationFor(request);
    const decidedAt = this.#runtime.now();
    const routed = await this.#decide(request, chosen);
    return answerRequest({ compiled: chosen.compiled, routed, request, decidedAt, options }, this.#answering);
  }

  /** The generation is taken once, here, and kept through every attempt and to the end of the stream. */
  #generationFor(request: RoutingRequest): ChosenGeneration {
    const { compiled } = this.#generation(request.policy ?? this.#options.defaultPolicy);
    const world = compiled.policy.rollout === undefined ? undefined : this.#served.of(compiled).world;
    return chooseGeneration(compiled, request, world);
  }

  /** With `expose: false` nobody is told of the arms that it reads, and none is kept. */
  #decide(
    request: RoutingRequest,
    { compiled, rollout }: ChosenGeneration,
    { expose = true }: DecideSettings = {},
  ): Awaitable<RoutedDecision> {
    const { tables, world } = this.#served.of(compiled);
    const decided = decideNow(tables, request, {
      id: this.#runtime.newId(),
      now: this.#clock,
      world: expose ? world : unexposed(world),
      rollout,
    });
    if (!expose) return decided;
    if (decided instanceof Promise) return decided.then((routed) => this.#tell(routed, request, compiled, rollout));
    return this.#tell(decided, request, compiled, rollout);
  }

  #tell(
    routed: RoutedDecision,
    { attributes }: RoutingRequest,
    { policy }: CompiledPolicy,
    rollout: ChosenRollout | undefined,
  ): RoutedDecision {
    if (routed.decision.exposures.length > 0) this.#tellExposures(exposureEvents(policy, routed, attributes, rollout));
    return routed;
  }

  #tellPolicy(event: PolicyEvent): void {
    this.#served.letGo();
    this.#listeners.tell(event.type, event as never);
    const applied = event.type === 'policy-applied' ? this.#set.get(event.policy) : undefined;
    if (applied !== undefined) this.#tellRollouts(applied.compiled.policy);
  }

  /** Its policy may have changed since; what the present one says of records holds. */
  #noteShadow(result: ShadowResult): void {
    this.#listeners.tell('shadow', result);
    const settings = this.#set.generations.get(result.decision.policy)?.compiled.policy.record;
    this.#recorder?.note(() => shadowRecord(result, { content: settings?.content ?? false }));
  }

  #generation(name: string | undefined): Generation<CompiledPolicy> {
    if (this.#closed) throw closedError();
    const only = name === undefined ? this.#set.only : undefined;
    return only ?? generationNamed(this.#set.generations, name);
  }

  #compile(policy: Policy): Promise<CompileResult> {
    const { facts: customFacts = {}, memo = true, tokenCounts = 'as_needed' } = this.#options;
    const onDifference = (difference: MemoDifference) => this.#listeners.tell('memo-difference', difference);
    return compileToServe(policy, {
      compile: { customFacts, tokenCounts, memo: memo && { onDifference } },
      missing: this.#missing,
      rollouts: this.#live.rollouts,
    });
  }
}

function invalid(refused: readonly PolicyRefused[]): PolicyInvalidError {
  return new PolicyInvalidError(
    refused.flatMap(({ diagnostics }) => diagnostics),
    refused.flatMap(({ sources }) => sources),
  );
}

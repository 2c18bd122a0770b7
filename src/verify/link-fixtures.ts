import type { Diagnostic } from '../diagnostics/diagnostic.js';
import { appendPointer } from '../policy/json-pointer.js';
import type { Places } from '../policy/places.js';
import type { CompiledPolicy } from '../rules/compile-policy.js';
import { Findings } from './findings.js';
import type { RequestParts } from './fixture-request.js';
import type { FixtureCase, FixtureSuite } from './fixture-suite.js';
import type { Case, Defaults, FixturesDocument } from './fixtures-document.generated.js';
import { knownNames } from './known-names.js';
import type { LinkContext } from './link-context.js';
import { linkExpectations } from './link-expectations.js';
import { linkFacts, linkGivenFacts } from './link-given-facts.js';
import { assembleRequest, resolveRequest } from './link-request.js';
import { linkSimulation } from './link-simulation.js';
import type { Cell } from './matrix.js';
import { NamedRequests } from './named-requests.js';
import type { ReadPrompt } from './read-prompt.js';

/** The clock of fixtures that state none. */
const defaultNow = '2026-01-01T00:00:00Z';

export interface LinkedFixtures {
  /** Only to be run when there are no errors. */
  readonly suite: FixtureSuite;
  readonly diagnostics: readonly Diagnostic[];
}

/** Checks fixtures against the policy they test. All findings are made at once. */
export function linkFixtures(
  document: FixturesDocument,
  places: Places,
  compiled: CompiledPolicy,
  readPrompt: ReadPrompt,
): LinkedFixtures {
  const findings = new Findings();
  const { policy } = compiled;
  const context = { policy, places, findings, readPrompt, known: knownNames(policy) };
  checkNames(document.cases, context);
  const shared: SharedParts = {
    now: linkMoment(document.now ?? defaultNow, '/now', context),
    requests: new NamedRequests(document.requests, context),
    defaults: linkDefaults(document.defaults, context),
  };
  const cases = document.cases.flatMap(
    (fixture, index) => linkCase(fixture, shared, appendPointer('/cases', index), context) ?? [],
  );
  shared.requests.reportUnused();
  return { suite: { file: places.file, compiled, cases }, diagnostics: findings.diagnostics };
}

/** What the cases of a file have in common. */
interface SharedParts {
  readonly now: number;
  readonly requests: NamedRequests;
  readonly defaults: RequestParts & { readonly facts: Cell };
}

/** Milliseconds since the epoch. */
function linkMoment(text: string, pointer: string, { places, findings }: LinkContext): number {
  const moment = Date.parse(text);
  if (Number.isNaN(moment)) findings.error('invalid-value', places.value(pointer), `there is no moment \`${text}\``);
  return moment;
}

/** Cases of broken defaults would repeat the mistake: they are checked without. */
function linkDefaults(defaults: Defaults | undefined, context: LinkContext): SharedParts['defaults'] {
  const facts = linkFacts(defaults?.facts, '/defaults/facts', context) ?? {};
  if (defaults === undefined) return { facts };
  const { request, attributes } = defaults;
  const at = '/defaults/request';
  const parts = { request: request && resolveRequest(request, at, context), attributes };
  if (request !== undefined && parts.request === undefined) return { attributes, facts };
  return assembleRequest(parts, undefined, at, context) === undefined ? { facts } : { ...parts, facts };
}

/** A name says which case failed and picks it for a rerun, so it must be one of its own. */
function checkNames(cases: readonly Case[], { places, findings }: LinkContext): void {
  const first = new Map<string, number>();
  cases.forEach(({ name }, index) => {
    const before = first.get(name);
    if (before === undefined) first.set(name, index);
    else {
      const place = places.value(appendPointer('/cases', index, 'name'));
      findings.error('duplicate-name', place, `case ${before + 1} has the same name`, 'say what is special about each');
    }
  });
}

function linkCase(
  fixture: Case,
  { requests, defaults, ...shared }: SharedParts,
  pointer: string,
  context: LinkContext,
): FixtureCase | undefined {
  const { name, attributes, simulate, budgets } = fixture;
  const now = fixture.now === undefined ? shared.now : linkMoment(fixture.now, appendPointer(pointer, 'now'), context);
  const at = appendPointer(pointer, 'request');
  const body = requests.resolve(fixture.request, at);
  const request = body && assembleRequest({ request: body, attributes }, defaults, at, context);
  const given = linkGivenFacts(fixture, defaults.facts, pointer, context);
  const runs = linkExpectations(fixture, given, pointer, context);
  const scripts = simulate && linkSimulation({ ...fixture, simulate }, pointer, context);
  for (const budget of Object.keys(budgets ?? {})) {
    const place = context.places.key(appendPointer(pointer, 'budgets', budget));
    context.findings.name('budget', budget, context.policy.budgets.keys(), place);
  }
  if (request === undefined || runs === undefined) return undefined;
  return {
    name,
    place: context.places.key(pointer),
    request,
    now,
    runs,
    ...(scripts && { scripts }),
    ...(budgets && { budgets }),
  };
}

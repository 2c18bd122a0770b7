import type { Diagnostic } from '../diagnostics/diagnostic.js';
import { appendPointer } from '../policy/json-pointer.js';
import type { Places } from '../policy/places.js';
import type { CompiledPolicy } from '../rules/compile-policy.js';
import { Findings } from './findings.js';
import type { FixtureCase, FixtureSuite } from './fixture-suite.js';
import type { Case, Defaults, FixturesDocument } from './fixtures-document.generated.js';
import type { LinkContext } from './link-context.js';
import { linkExpectations } from './link-expectations.js';
import { linkGivenFacts } from './link-given-facts.js';
import { linkRequest } from './link-request.js';

/** The clock of fixtures that state none. */
const defaultNow = '2026-01-01T00:00:00Z';

export interface LinkedFixtures {
  /** Only to be run when there are no errors. */
  readonly suite: FixtureSuite;
  readonly diagnostics: readonly Diagnostic[];
}

/** Checks fixtures against the policy they test. All findings are made at once. */
export function linkFixtures(document: FixturesDocument, places: Places, compiled: CompiledPolicy): LinkedFixtures {
  const findings = new Findings();
  const context = { policy: compiled.policy, places, findings };
  checkNames(document.cases, context);
  const now = Date.parse(document.now ?? defaultNow);
  if (Number.isNaN(now)) {
    findings.error('invalid-value', places.value('/now'), `there is no moment \`${document.now}\``);
  }
  // Cases of broken defaults would repeat the mistake: they are checked without.
  const defaults = linkDefaults(document.defaults, context);
  const cases = document.cases.flatMap(
    (fixture, index) => linkCase(fixture, defaults, appendPointer('/cases', index), context) ?? [],
  );
  return { suite: { file: places.file, compiled, now, cases }, diagnostics: findings.diagnostics };
}

/** The defaults, or undefined when they are no request by themselves. */
function linkDefaults(defaults: Defaults | undefined, context: LinkContext): Defaults | undefined {
  if (defaults === undefined) return undefined;
  return linkRequest(defaults, undefined, '/defaults', context) === undefined ? undefined : defaults;
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
  defaults: Defaults | undefined,
  pointer: string,
  context: LinkContext,
): FixtureCase | undefined {
  const request = linkRequest(fixture, defaults, pointer, context);
  const given = linkGivenFacts(fixture, pointer, context);
  const runs = linkExpectations(fixture, given, pointer, context);
  if (request === undefined || runs === undefined) return undefined;
  return { name: fixture.name, place: context.places.key(pointer), request, runs };
}

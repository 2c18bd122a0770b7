import type { Places } from '../../policy/places.js';
import type { CompiledPolicy } from '../../rules/compile-policy.js';
import type { Expectation, FixturesDocument } from '../fixtures-document.generated.js';
import { linkFixtures } from '../link-fixtures.js';
import { type JudgedRun, judgeRun } from '../run-suite.js';
import type { CaseDraft } from './case-draft.js';

/** A fixture file that cases are written for: they start from its defaults and its clock. */
export interface FixtureContext {
  readonly document: FixturesDocument;
  readonly places: Places;
}

/** What a case would come to in a fixture file, executed or not; undefined when it would be an error there. */
export async function tryCase(
  { executed = false, ...draft }: CaseDraft,
  { document, places }: FixtureContext,
  compiled: CompiledPolicy,
): Promise<JudgedRun | undefined> {
  const expect: Expectation = executed ? { attempts: 0 } : { reason: 'rule' };
  const { requests: _, ...shared } = document;
  const single = { ...shared, cases: [{ ...draft, expect }] };
  const { suite, diagnostics } = linkFixtures(single, places, compiled, () => ({ problem: 'is not read' }));
  const [fixture] = suite.cases;
  const [run] = fixture?.runs ?? [];
  if (fixture === undefined || run === undefined) return undefined;
  if (diagnostics.some(({ place, severity }) => severity === 'error' && place.pointer.startsWith('/cases')))
    return undefined;
  return judgeRun(suite, fixture, run, 'suggestion');
}

/** What a case that came to this expects: where the request goes, and more of what it is there for. */
export function expectationOf({ routed: { decision }, execution }: JudgedRun, about: readonly About[]): Expectation {
  const { rule, tier, reject } = decision;
  const slots = [...new Set(decision.targets.map(({ slot }) => slot))];
  const goes: Expectation = reject !== undefined ? { reject: true } : tier === null ? { slots } : { tier };
  const served = execution?.report.attempts[execution.report.served_by ?? -1]?.slot;
  return {
    ...(rule === null ? { reason: 'pinned' } : { rule }),
    ...goes,
    ...(about.includes('slots') && reject === undefined && { slots }),
    ...(about.includes('constraints') && { constraints: decision.constraints.map(({ id }) => id) }),
    ...(about.includes('arms') && { exposures: decision.exposures.map(({ experiment }) => experiment) }),
    ...(served !== undefined && { served_by: served }),
  };
}

/** What a case is about besides where the request goes. */
export type About = 'constraints' | 'arms' | 'slots';

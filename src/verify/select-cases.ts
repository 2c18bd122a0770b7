import { caseTitle } from './case-title.js';
import type { FixtureSuite } from './fixture-suite.js';

/** The cases whose name contains a text, in any case; of the others, the cells whose title does. */
export function selectCases(suite: FixtureSuite, filter: string): FixtureSuite {
  const wanted = filter.toLowerCase();
  const cases = suite.cases.flatMap((fixture) => {
    const { name } = fixture;
    if (name.toLowerCase().includes(wanted)) return [fixture];
    const runs = fixture.runs.filter(({ cell }) => caseTitle({ name, cell }).toLowerCase().includes(wanted));
    return runs.length === 0 ? [] : [{ ...fixture, runs }];
  });
  return { ...suite, cases };
}

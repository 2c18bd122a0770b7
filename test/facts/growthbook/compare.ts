import { GrowthBook } from '@growthbook/growthbook';
import { compileFacts } from '../../../src/facts/fact-catalogue.js';
import { parseRequest } from '../../../src/request/parse-request.js';
import { FactReadings } from '../../../src/rules/fact-readings.js';
import { declare } from '../support.js';
import { holdout, twins } from './experiments.js';
import { usersUpTo } from './keys.js';

export interface Comparison {
  readonly assignments: number;
  /** Assignments to an arm; the others take no part. */
  readonly inAnArm: number;
  readonly differences: readonly {
    readonly experiment: string;
    readonly id: unknown;
    readonly ours: unknown;
    readonly theirs: unknown;
  }[];
}

/** Assigns users to all experiments twice: by the facts of a policy, and by GrowthBook's SDK. */
export async function compareWithGrowthBook(users: number): Promise<Comparison> {
  const declarations = [['holdout', holdout] as const, ...twins.map(({ name, ours }) => [name, ours] as const)];
  const { facts } = await compileFacts(new Map(declarations.map(([name, fact]) => [name, declare(fact, name)])));
  const differences: Comparison['differences'][number][] = [];
  let [assignments, inAnArm] = [0, 0];
  for (const user of usersUpTo(users)) {
    const sdk = new GrowthBook({ attributes: { ...user }, features: { holdout: holdoutFeature } });
    const request = parseRequest({ messages: [{ role: 'user', content: '' }], attributes: { ...user } });
    const readings = new FactReadings(facts, { request, now: 0 });
    for (const { name, theirs } of twins) {
      const reading = await readings.read(name);
      const result = sdk.run(theirs);
      const [ours, expected] = [
        reading.known ? reading.value : undefined,
        result.inExperiment ? result.value : undefined,
      ];
      assignments += 1;
      if (ours !== undefined) inAnArm += 1;
      if (ours !== expected) differences.push({ experiment: name, id: user.id, ours, theirs: expected });
    }
    sdk.destroy();
  }
  return { assignments, inAnArm, differences };
}

/** A holdout as GrowthBook keeps one: a feature whose value its experiments ask for first. */
const holdoutFeature = {
  defaultValue: 'general',
  rules: [
    {
      key: 'holdout',
      seed: holdout.seed,
      hashVersion: 2,
      hashAttribute: 'id',
      variations: holdout.arms.map(({ name }) => name),
      weights: holdout.arms.map(({ percent }) => percent / 100),
      coverage: (holdout.coverage ?? 100) / 100,
    },
  ],
};

import { describe, expect, it } from 'vitest';
import { rolloutSteps } from '../../../src/execute/live/rollout-steps.js';
import type { Policy } from '../../../src/policy/policy.js';
import { basics, compileText } from '../../support/policies.js';

async function policyOf(rules: string): Promise<Policy> {
  const facts = 'facts: { task: { from: attribute, path: task, one_of: [a, b] } }\n';
  return (await compileText(`${basics}${facts}rules: [${rules}]\ndefault: quick\n`)).policy;
}

const rolled = (percent: number, more = '') =>
  policyOf(`{ id: x, when: { task: a }, rollout: { percent: ${percent}, key: id${more} }, then: deep }`);
const whole = policyOf('{ id: x, when: { task: a }, then: deep }');
const none = policyOf('{ id: y, when: { task: b }, then: deep }');

async function steps(before: Promise<Policy> | undefined, after: Promise<Policy>) {
  return rolloutSteps(await before, await after).map(({ type, rollout, from, to }) => [type, rollout, from, to]);
}

describe('the steps of a rollout', () => {
  it('are told from one version to the next', async () => {
    const started = [['rollout-started', 'rollout.x', 0, 10]];
    expect(await steps(undefined, rolled(10))).toEqual(started);
    expect(await steps(none, rolled(10))).toEqual(started);
    expect(await steps(rolled(10), rolled(10))).toEqual([]);
    expect(await steps(rolled(10), rolled(40))).toEqual([['rollout-widened', 'rollout.x', 10, 40]]);
    expect(await steps(rolled(40), rolled(10))).toEqual([['rollout-narrowed', 'rollout.x', 40, 10]]);
    expect(await steps(rolled(40), rolled(40, ', seed: again'))).toEqual([['rollout-started', 'rollout.x', 0, 40]]);
    expect(await steps(rolled(40), whole)).toEqual([['rollout-completed', 'rollout.x', 40, 100]]);
    expect(await steps(rolled(40), none)).toEqual([['rollout-stopped', 'rollout.x', 40, 0]]);
    expect(await steps(whole, none)).toEqual([]);
  });

  it('are those of a whole table', async () => {
    const table = (more: string) => policyOf(`{ id: t, by: task, ${more}choose: { a: deep, b: quick } }`);
    const rollout = table('rollout: { percent: 5, key: id }, ');
    expect(await steps(undefined, rollout)).toEqual([['rollout-started', 'rollout.t', 0, 5]]);
    expect(await steps(rollout, table(''))).toEqual([['rollout-completed', 'rollout.t', 5, 100]]);
  });
});

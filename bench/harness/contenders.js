// What is compared where rules are evaluated: each takes a set of rules and gives a function that decides a request.

import { tablesOf } from '../../dist/decide/decision-tables.js';
import { compilePolicy, createRouter, parsePolicy } from '../../dist/index.js';
import { FactReadings } from '../../dist/rules/fact-readings.js';
import { growthBook, handWritten, plainEngine, policyText, zenEngine } from './rule-set.js';

export const own = 'Signalbox, a decision';
export const ownRule = 'Signalbox, the rule alone';
export const ifs = 'hand-written ifs';

export const contenders = {
  [own]: decider,
  [ownRule]: ruleFinder,
  [ifs]: handWritten,
  GrowthBook: growthBook,
  'GoRules ZEN': zenEngine,
  'json-rules-engine': plainEngine,
};

/** The whole decision, of which its rule is compared. */
async function decider(rules) {
  const router = await createRouter({ policy: { text: policyText(rules) }, env: { KEY: 'k' } });
  return (request) => router.decide(request);
}

/** Which rule wins and nothing else, as the others find it. */
async function ruleFinder(rules) {
  const { policy } = parsePolicy(policyText(rules));
  const { compiled } = await compilePolicy(policy);
  const { choices } = tablesOf(compiled);
  return ({ attributes }) => {
    const request = { body: { messages: [] }, attributes, givenFacts: {} };
    const found = choices.find(new FactReadings(compiled.facts, { request, now: 0 }));
    return found instanceof Promise ? found.then(({ rule }) => rule) : found.rule;
  };
}

// What the lints of `policy validate` take, at policies of a thousand and of ten thousand rules of several shapes.
import { compilePolicy, lintPolicy, parsePolicy } from '../dist/index.js';
import { inTurns } from './harness/in-turns.js';
import { quick, table, writePage } from './harness/page.js';
import { policyText, ruleSet } from './harness/rule-set.js';
import { median, withSpread } from './harness/statistics.js';

const [few, many] = [1_000, 10_000];
const rounds = quick ? 3 : 9;
const mostMilliseconds = 3_000;

/** The condition of a rule, by the rule's index. */
const shapes = {
  'tenant, task and spending': undefined,
  'lists of one attribute': (index) => `tenant: [t${2 * index}, t${2 * index + 1}, t${(7 * index) % 500}]`,
  'ranges of two numbers': (index) => `spend: { between: [${index}, ${index + 5}] }, age: { at_least: ${index % 97} }`,
  'either of two attributes': (index) => `any: [{ tenant: t${index} }, { place: p${index} }]`,
};

const cases = Object.keys(shapes).flatMap((shape) =>
  [few, many].map((size) => ({ name: `${shape}, ${size}`, shape, size })),
);
for (const each of cases) each.policy = parsed(textOf(each));
const measured = await inTurns(
  cases.map(({ name }) => name),
  rounds,
  async (name) => {
    // Compiled anew: what the lints work out about a compiled policy is not theirs to reuse.
    const { compiled } = await compilePolicy(cases.find((each) => each.name === name).policy);
    globalThis.gc?.();
    const begun = performance.now();
    lintPolicy(compiled);
    return performance.now() - begun;
  },
);

const results = Object.keys(shapes).map((shape) => {
  const [small, large] = [few, many].map((size) => measured[`${shape}, ${size}`]);
  return { shape, small, large, growth: median(large) / median(small) };
});
const slowest = results.reduce((most, each) => (median(each.large) > median(most.large) ? each : most));

writePage('lints', {
  title: 'Lints',
  text: `What all lints together take on a policy that is loaded, in milliseconds: medians of ${rounds} rounds, and the middle half. In
the larger policy of lists each value stands in ten times as many rules.

${table(
  ['rules about', `${few.toLocaleString('en')} rules`, `${many.toLocaleString('en')} rules`, 'times as long'],
  results.map(({ shape, small, large, growth }) => [
    shape,
    withSpread(small, 0),
    withSpread(large, 0),
    growth.toFixed(1),
  ]),
)}`,
  aims: [
    {
      what: `all lints of a policy of ${many.toLocaleString('en')} rules, at the slowest of ${results.length} shapes`,
      aim: `at most ${mostMilliseconds / 1000} s`,
      figure: `${(median(slowest.large) / 1000).toFixed(2)} s`,
      met: median(slowest.large) <= mostMilliseconds,
    },
  ],
});

function textOf({ shape, size }) {
  const text = policyText(ruleSet(size));
  const condition = shapes[shape];
  if (condition === undefined) return text;
  const rules = Array.from(
    { length: size },
    (_, index) => `  - { id: r${index}, when: { ${condition(index)} }, then: quick }`,
  );
  return text
    .replace(/^rules:\n(?: {2}- .*\n)*/m, `rules:\n${rules.join('\n')}\n`)
    .replace(
      'facts:\n',
      'facts:\n  age: { from: attribute, path: age, type: number }\n  place: { from: attribute, path: place }\n',
    );
}

function parsed(text) {
  const { policy, diagnostics } = parsePolicy(text, { file: 'bench.yaml' });
  if (policy === undefined) throw new Error(JSON.stringify(diagnostics.slice(0, 3)));
  return policy;
}

// `node load-policy.js RULES`: what a process pays for a policy of so many rules. JSON on standard output, milliseconds.

const importing = performance.now();
const { createRouter } = await import('../../dist/index.js');
const imported = performance.now() - importing;
// The other contenders share a package with Signalbox: after it.
const { policyText, requestsFor, ruleSet } = await import('./rule-set.js');
const size = Number(process.argv[2]);
const text = policyText(ruleSet(size));
const load = async (source) => {
  const begun = performance.now();
  const router = await createRouter({ policy: { text: source }, env: { KEY: 'k' } });
  return { router, milliseconds: performance.now() - begun };
};
const { router, milliseconds: first } = await load(text);
const [request] = requestsFor(size, 1);
const begun = performance.now();
await router.decide(request);
const decision = performance.now() - begun;
const later = [];
for (let round = 0; round < 3; round += 1) later.push((await load(`${text}\n# ${round}`)).milliseconds);
console.log(JSON.stringify({ bytes: text.length, imported, first, decision, later: later.sort((a, b) => a - b)[1] }));

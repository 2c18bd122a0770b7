// `node --expose-gc load-policies.js COUNT`: what so many policies hold of memory. JSON on standard output, bytes.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRouter } from '../../dist/index.js';
import { policyText, requestsFor, ruleSet } from './rule-set.js';

const policies = Number(process.argv[2]);
const rules = 100;
const folder = mkdtempSync(join(tmpdir(), 'signalbox-bench-'));
const counted = (text) =>
  text
    .replace('facts:\n', 'facts:\n  tokens: { from: tokens }\n')
    .replace('rules:\n', 'rules:\n  - { id: long, when: { tokens: { above: 2000 } }, then: slow }\n');
for (let index = 0; index < policies; index += 1) {
  writeFileSync(join(folder, `p${index}.yaml`), counted(policyText(ruleSet(rules), `p${index}`)));
}
const begun = performance.now();
const router = await createRouter({ policy: folder, env: { KEY: 'k' } });
const milliseconds = performance.now() - begun;
for (let index = 0; index < policies; index += 1) {
  for (const request of requestsFor(rules, 200)) await router.decide({ ...request, policy: `p${index}` });
}
rmSync(folder, { recursive: true });
globalThis.gc();
const { heapUsed: heap, rss, arrayBuffers } = process.memoryUsage();
console.log(JSON.stringify({ policies, heap: heap + arrayBuffers, rss, milliseconds }));

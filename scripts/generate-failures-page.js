// Writes docs/failures.md from the code's own table of failure classes; with --check, fails when it is not current.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import './typescript.js';

const { failureClasses, failureConsequences } = await import('../src/execute/failure-class.ts');
const { defaultExecutionSettings } = await import('../src/execute/execution-settings.ts');

const sameTarget = {
  never: 'no',
  backoff: 'yes, after a backoff',
  retry_after: 'yes, after the time the provider asks for',
};
const nextTarget = {
  never: 'no',
  any: 'yes',
  other_endpoint: 'at another endpoint',
  larger_window: 'with a larger window',
  if_chosen: 'if `fallback.on` names it',
  before_content: 'yes, before the first content',
};
const breaker = {
  ignores: 'does not count',
  counts: 'counts',
  opens: 'opens',
  opens_for_retry_after: 'opens for that time',
};

const page = `# Failures

<!-- Generated from src/execute/failure-class.ts by npm run generate. Do not edit. -->

Every failed attempt has one of these classes, checked in this order. The class says what happens next, and stands in
\`routing.attempts[].outcome\`.

${table(
  ['class', 'known by', 'same model again', 'next model', 'breaker', 'HTTP status'],
  failureClasses.map((name) => rowOf(name, failureConsequences[name])),
)}

- *HTTP status* is what a server that embeds the router should answer (\`error.status\`) when no model answered. A fault of
  ours is never a 4xx that blames the caller. Where the request itself is at fault, the provider's own 4xx is passed on.
- 🔔 marks what does not heal by itself: the router emits \`target-alarm\`.
- After content of a stream was delivered, no other model replaces it unseen: \`stream.on_interrupt\` decides.
- Typed codes are read first, then phrases of the error's message at the statuses where they are known to occur, then the
  status, then where it happened.

## Defaults

${defaults(defaultExecutionSettings)}

A tier or a rule changes them with \`retry: { attempts, on, … }\`, \`fallback: { on }\` and \`stream: { on_interrupt }\`.
`;

const file = join(import.meta.dirname, '..', 'docs', 'failures.md');
if (!process.argv.includes('--check')) writeFileSync(file, page);
else if (readFileSync(file, 'utf8') !== page) {
  console.error('docs/failures.md is not current: run npm run generate');
  process.exitCode = 1;
}

function rowOf(name, consequence) {
  return [
    `\`${name}\``,
    consequence.signals,
    sameTarget[consequence.sameTarget],
    nextTarget[consequence.nextTarget],
    `${breaker[consequence.breaker]}${consequence.alarm ? ' 🔔' : ''}`,
    `${consequence.httpStatus}${consequence.blamesRequest ? ", or the provider's own" : ''}`,
  ];
}

function defaults({ retry, fallback, onInterrupt, holdBack }) {
  const { fromMs, factor, maxMs } = retry.backoff;
  return [
    `- Attempts at one model: ${retry.attempts}, retried after ${names(retry.on)}; a Retry-After above ${retry.maxRetryAfterMs / 1000} s is not waited for.`,
    `- Backoff: from ${fromMs} ms, times ${factor}, at most ${maxMs / 1000} s, with full jitter.`,
    `- The next model is tried after ${names(fallback.on)}.`,
    `- An interrupted stream: \`${onInterrupt}\`.`,
    `- Held back before a stream is shown: ${holdBack.chunks} chunks, ${holdBack.bytes / 1024} KiB or ${holdBack.ms / 1000} s, whichever comes first.`,
  ].join('\n');
}

function names(classes) {
  return [...classes].map((name) => `\`${name}\``).join(', ');
}

function table(head, rows) {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

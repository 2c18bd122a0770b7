import { didYouMean } from '../diagnostics/did-you-mean.js';
import { messageOf } from '../diagnostics/message-of.js';
import { longestDurationMs, parseDuration } from '../policy/duration.js';
import type { CustomFact } from '../policy/policy-document.generated.js';
import { runWithTimeout } from '../run-with-timeout.js';
import type { FactPreparation, FactSource } from './fact-source.js';
import type { Reading } from './reading.js';
import { missing, typedReader } from './typed-reading.js';

const defaultTimeout = 1000;

/** A function that the service registers. Whatever it does, the reading says so: it never throws into a decision. */
export const customSource: FactSource<CustomFact> = {
  from: 'custom',
  cost: 4,
  prepare({ timeout = '1s' }, preparation) {
    const { name, domain, tools } = preparation;
    if (tools.customFacts === undefined) return () => missing;
    const compute = Object.hasOwn(tools.customFacts, name) ? tools.customFacts[name] : undefined;
    if (typeof compute !== 'function') {
      reportMissing(preparation, Object.keys(tools.customFacts));
      return () => missing;
    }
    const typed = typedReader(domain);
    const milliseconds = Math.min(parseDuration(timeout) ?? defaultTimeout, longestDurationMs);
    return ({ request }) =>
      runWithTimeout(
        (signal) => compute(request, signal),
        { milliseconds },
        {
          value: typed,
          failed,
          late: () => ({ known: false, reason: 'timeout', detail: `no answer within ${timeout}` }),
        },
      );
  },
};

function failed(error: unknown): Reading {
  return {
    known: false,
    reason: 'failed',
    detail: error instanceof Error ? messageOf(error) : `threw a ${typeof error}`,
  };
}

function reportMissing({ name, report }: FactPreparation, registered: readonly string[]): void {
  const hint = didYouMean(name, registered);
  const names = registered.length === 0 ? 'No custom fact is registered.' : `Registered are: ${registered.join(', ')}.`;
  report({
    code: 'custom-fact-missing',
    severity: 'error',
    message: `no function is registered for the custom fact "${name}"${hint === undefined ? '' : `; did you mean "${hint}"?`}`,
    help: `Pass facts: { ${name}: (request, signal) => … } to createRouter. ${names}`,
  });
}

import { appendPointer } from '../policy/json-pointer.js';
import { slotsByName } from '../policy/slots-by-name.js';
import { parseScript } from '../providers/simulated/parse-script.js';
import type { Scripts } from '../providers/simulated/script-player.js';
import { expectsExecution } from './execution-checks.js';
import type { Case, Simulation } from './fixtures-document.generated.js';
import type { LinkContext } from './link-context.js';

/** Checks what a case simulates: its slots, the steps, and that something is expected of it. Undefined with errors. */
export function linkSimulation(
  { simulate, expect }: Case & { readonly simulate: Simulation },
  pointer: string,
  context: LinkContext,
): Scripts | undefined {
  const { policy, places, findings } = context;
  const before = findings.diagnostics.length;
  const at = appendPointer(pointer, 'simulate');
  for (const [slot, script] of Object.entries(simulate)) {
    const stands = appendPointer(at, slot);
    findings.name('model slot', slot, slotsByName(policy).keys(), places.key(stands));
    for (const problem of parseScript(script).problems) {
      const message = problem.message.replace(/\.$/, '');
      findings.error('invalid-value', places.value(stands + problem.pointer), message, problem.help);
    }
  }
  const entries = Array.isArray(expect) ? expect : [expect];
  if (!entries.some((entry) => expectsExecution(entry) || entry.error !== undefined)) {
    const help = 'expect served_by, attempts, error, cost_usd or duration_ms, or leave simulate out';
    findings.error('fixture-no-expectation', places.key(at), 'nothing is expected of what is simulated here', help);
  }
  return findings.diagnostics.length > before ? undefined : simulate;
}

import type { Diagnostic } from '../diagnostics/diagnostic.js';
import type { Policy } from '../policy/policy.js';
import type { Label } from './label.js';
import { slotNames } from './needed-slots.js';
import { parseLabel } from './parse-label.js';

/** A line of a label file: its JSON, or why it has none. */
export type LabelLine = { readonly line: number } & ({ readonly value: unknown } | { readonly problem: string });

export interface ReadLabels {
  readonly labels: readonly Label[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Every mistake of the file at once, one for a line. */
export function readLabels(lines: Iterable<LabelLine>, file: string, policy: Policy): ReadLabels {
  const slots = slotNames(policy);
  const labels: Label[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const each of lines) {
    const parsed =
      'problem' in each
        ? { problem: `the line ${each.problem}`, help: 'a label file has one JSON object a line' }
        : parseLabel(each.value, each.line, slots);
    if ('label' in parsed) labels.push(parsed.label);
    else diagnostics.push(labelFinding('label-invalid', parsed.problem, parsed.help, file, each.line));
  }
  return { labels, diagnostics };
}

export function labelFinding(
  code: 'label-invalid' | 'label-missing-model',
  message: string,
  help: string,
  file: string,
  line: number,
): Diagnostic {
  const place = { file, pointer: '', line, column: 1, endLine: line, endColumn: 1 };
  return { code, severity: 'error', message, help, place };
}

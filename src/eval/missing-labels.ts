import type { Diagnostic } from '../diagnostics/diagnostic.js';
import { didYouMean } from '../diagnostics/did-you-mean.js';
import type { Label } from './label.js';
import { labelFinding } from './read-labels.js';

/** Line numbers that a finding lists before it counts the rest. */
const listed = 10;

/**
 * One finding for each model whose answers are needed and not judged: by a line's own route, or as the weak or strong
 * model that all are measured by.
 */
export function missingLabels(
  labels: readonly Label[],
  neededBy: (index: number) => Iterable<string>,
  file: string,
): readonly Diagnostic[] {
  const missing = new Map<string, number[]>();
  labels.forEach(({ quality, line }, index) => {
    for (const slot of new Set(neededBy(index))) {
      if (!quality.has(slot)) missing.set(slot, [...(missing.get(slot) ?? []), line]);
    }
  });
  const known = [...new Set(labels.flatMap(({ quality }) => [...quality.keys()]))];
  return [...missing].map(([slot, lines]) => {
    const which = lines.length === labels.length ? 'no line has' : `${linesOf(lines)} no`;
    const meant = didYouMean(
      slot,
      known.filter((name) => name !== slot),
    );
    const help = `judge its answers, too: "quality": { "${slot}": … }${meant === undefined ? '' : `; labels know "${meant}", which no slot is called`}`;
    return labelFinding('label-missing-model', `${which} quality for "${slot}"`, help, file, lines[0] ?? 1);
  });
}

function linesOf(lines: readonly number[]): string {
  if (lines.length === 1) return `line ${lines[0]} has`;
  const shown = lines.slice(0, listed).join(', ');
  const rest = lines.length - listed;
  return rest > 0 ? `lines ${shown} and ${rest} more have` : `lines ${shown} have`;
}

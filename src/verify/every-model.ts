import { everyCandidate } from '../decide/decide-escalation.js';
import type { RoutedDecision } from '../decide/decision.js';
import type { CopiedTo } from './case-shadows.js';
import type { Difference } from './difference.js';
import type { EveryModel } from './fixtures-document.generated.js';

/** Of an empty chain nothing is asserted: what was meant to hold for every model must have a model to hold for. */
export function compareEveryModel(
  expected: EveryModel,
  routed: Pick<RoutedDecision, 'candidates' | 'escalation'>,
  shadows: readonly CopiedTo[] = [],
): readonly Difference[] {
  if (routed.candidates.length === 0) return [{ field: 'every_model', expected, actual: 'no model' }];
  const candidates = [...everyCandidate(routed), ...shadows.flatMap((shadow) => shadow.candidates)];
  const { labels, endpoints } = expected;
  const unlabelled = candidates.filter(({ slot }) => labels?.some((label) => !slot.labels.includes(label)));
  const elsewhere = candidates.filter(({ slot }) => endpoints !== undefined && !endpoints.includes(slot.endpoint.name));
  return [
    ...unlabelled.map(({ slot }) => ({
      field: 'every_model.labels',
      expected: labels,
      actual: { [slot.name]: slot.labels },
    })),
    ...elsewhere.map(({ slot }) => ({
      field: 'every_model.endpoints',
      expected: endpoints,
      actual: { [slot.name]: slot.endpoint.name },
    })),
  ];
}

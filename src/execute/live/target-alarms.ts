import type { PlannedTarget } from '../../plan/execution-plan.js';
import { failureConsequences } from '../failure-class.js';
import type { Attempt } from '../routing-report.js';
import type { LiveEvent } from './live-event.js';
import { targetKey } from './target-key.js';

export interface TargetAlarms {
  note(target: PlannedTarget, attempt: Attempt): void;
}

/** Tells of failures that do not heal by themselves: once for each target, until it has answered again. */
export function createTargetAlarms(emit: (event: LiveEvent) => void): TargetAlarms {
  const alarmed = new Set<string>();
  return {
    note(target, { slot, model, endpoint, outcome, error = '', status }) {
      if (outcome === 'ok') {
        if (alarmed.size > 0) alarmed.delete(targetKey(target));
        return;
      }
      if (!failureConsequences[outcome].alarm || alarmed.has(targetKey(target))) return;
      alarmed.add(targetKey(target));
      const told = status === undefined ? {} : { status };
      emit({ type: 'target-alarm', slot, model, endpoint, class: outcome, message: error, ...told });
    },
  };
}

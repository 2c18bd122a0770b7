import type { FallbackAlarmSettings } from '../../policy/fallback-alarm-settings.js';
import type { Runtime } from '../../runtime.js';
import type { LiveEvent } from './live-event.js';
import { noteRequest, type RequestWindow, totalsOf } from './request-window.js';

/** How many of a rule's requests the first model of their chain did not serve, and whether that is too many. */
export interface FallbackRate {
  /** Takes in one request that has ended; gives back the rate while it is alarming. */
  note(of: RuleName, settings: FallbackAlarmSettings, fellBack: boolean): AlarmingRate | undefined;
}

export interface RuleName {
  readonly policy: string;
  /** As in decisions: 'default', or null for pinned requests. */
  readonly rule: string | null;
}

export interface AlarmingRate {
  /** Percent. */
  readonly share: number;
  readonly requests: number;
}

interface RuleState {
  window: RequestWindow;
  alarming: boolean;
}

/** It has recovered at half the share that alarms: an alarm that flaps is an alarm that nobody hears. */
const recoveredAt = 0.5;

export function createFallbackRate({ now }: Pick<Runtime, 'now'>, emit: (event: LiveEvent) => void): FallbackRate {
  const policies = new Map<string, Map<string | null, RuleState>>();

  function stateOf(policy: string, rule: string | null): RuleState {
    let rules = policies.get(policy);
    if (rules === undefined) {
      rules = new Map();
      policies.set(policy, rules);
    }
    let state = rules.get(rule);
    if (state === undefined) {
      state = { window: [], alarming: false };
      rules.set(rule, state);
    }
    return state;
  }

  return {
    note({ policy, rule }, { abovePercent, windowMs, minRequests }, fellBack) {
      const state = stateOf(policy, rule);
      state.window = noteRequest(state.window, now(), windowMs, fellBack);
      const { requests, failures } = totalsOf(state.window);
      const share = (failures / requests) * 100;
      const event = { policy, rule, share, requests };
      if (!state.alarming && requests >= minRequests && share > abovePercent) {
        state.alarming = true;
        emit({ type: 'fallback-alarm', ...event });
      } else if (state.alarming && share <= abovePercent * recoveredAt) {
        state.alarming = false;
        emit({ type: 'fallback-recovered', ...event });
      }
      return state.alarming ? { share, requests } : undefined;
    },
  };
}

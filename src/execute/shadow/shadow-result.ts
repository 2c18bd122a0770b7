import type { Decision } from '../../decide/decision.js';
import type { Cost } from '../../usage/cost.js';
import type { Usage } from '../../usage/usage.js';
import type { FailureClass } from '../failure-class.js';
import type { HeardAnswer } from '../heard-answer.js';
import type { Agreement } from './compare-answers.js';
import type { JudgeVerdict } from './shadow-judge.js';

/** What became of one copy of a request. */
export type ShadowResult = ShadowAnswered | ShadowFailed | ShadowSkipped;

interface ShadowIdentity {
  /** Id of the shadow in its policy. */
  readonly shadow: string;
  /** Of the request that was copied. */
  readonly decision: Decision;
  /** When the copy was made: milliseconds since the epoch. */
  readonly at: number;
}

export interface ShadowAnswered extends ShadowIdentity {
  readonly status: 'answered';
  readonly primary: ShadowSide;
  readonly candidate: ShadowSide;
  /** Absent when an answer was too long to be kept whole. */
  readonly agreement?: Agreement;
  readonly judge?: JudgeVerdict;
}

/** The candidate gave no answer, which nobody but this result is told. */
export interface ShadowFailed extends ShadowIdentity {
  readonly status: 'failed';
  readonly primary: ShadowSide;
  readonly candidate: Omit<ShadowSide, 'answer' | 'json_valid'> & {
    readonly outcome: FailureClass;
    readonly http_status?: number;
    /** The provider's message. */
    readonly error?: string;
  };
}

/** The copy was not sent. */
export interface ShadowSkipped extends ShadowIdentity {
  readonly status: 'skipped';
  readonly because: ShadowSkipReason;
  /** More about it, in words. */
  readonly detail?: string;
}

export type ShadowSkipReason =
  /** As many copies as the policy allows were under way. */
  | 'concurrency'
  /** Constraints, or what the request needs, left no model of the target. */
  | 'no_eligible_model'
  /** Its budget has no room. */
  | 'budget';

/** One of the two answers and its figures. */
export interface ShadowSide {
  readonly slot: string;
  /** The model id as sent. */
  readonly model: string;
  readonly endpoint: string;
  readonly answer: HeardAnswer;
  readonly duration_ms: number;
  readonly usage?: Usage;
  readonly cost?: Cost;
  /** Whether the text is JSON; absent when the request does not ask for JSON. */
  readonly json_valid?: boolean;
}

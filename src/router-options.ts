import type { OnExposure } from './client/exposure-teller.js';
import type { AnswerCheck } from './execute/answer-check.js';
import type { Provider } from './execute/provider.js';
import type { ShadowJudge } from './execute/shadow/shadow-judge.js';
import type { Store } from './execute/store.js';
import type { CustomFact } from './facts/fact-source.js';
import type { RecordFile } from './records/file-sink.js';
import type { RecordSink } from './records/record-sink.js';
import type { PolicySource } from './reload/policy-source.js';
import type { Runtime } from './runtime.js';

/** What createRouter takes; only `policy` must be given. */
export interface RouterOptions {
  /**
   * Path of a policy file or of a folder of policies, or policy text as `{ text }`, which cannot include other files.
   */
  readonly policy: PolicySource;
  /** The policy for requests that name none. Default: the only one there is. */
  readonly defaultPolicy?: string;
  /** Follow changes of the policy files. Default: false. */
  readonly watch?: boolean | WatchOptions;
  /** Keep the catalogues of the policies current in the background, with `watch` and without. Default: off. */
  readonly catalogueRefresh?: CatalogueRefresh;
  /**
   * Functions for facts that are `from: custom`, by fact name; a policy that asks for another is refused. Default:
   * none.
   */
  readonly facts?: Readonly<Record<string, CustomFact>>;
  /** Functions that judge answers for `escalate`, by the names that policies use. Default: none. */
  readonly checks?: Readonly<Record<string, AnswerCheck>>;
  /** Functions that score the answers of shadows, by the names that policies use. Default: none. */
  readonly judges?: Readonly<Record<string, ShadowJudge>>;
  /**
   * Told when a decision that somebody acts on read the arm of an experiment, before the request is sent. GrowthBook's
   * trackingCallback fits as it is. Default: nobody.
   */
  readonly onExposure?: OnExposure;
  /** Tell each key and arm of an experiment once, of the latest so many (true: 100,000). Default: every time. */
  readonly exposuresOnce?: boolean | number;
  /** Where environment references of endpoints are looked up. Default: process.env. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** How attempts leave the process. Default: the OpenAI SDK, for every endpoint of the policy. */
  readonly provider?: Provider;
  /** Where requests share state, such as breakers: with other processes, if it can. Default: the memory of this one. */
  readonly store?: Store;
  /**
   * Where records of requests go: the path of a JSON Lines file, the same with how it is rotated, or a sink of your own.
   * Default: nowhere.
   */
  readonly records?: string | RecordFile | RecordSink;
  /** Remember decisions, which cannot be told from deciding anew except by the time it takes. Default: true. */
  readonly memo?: boolean;
  /**
   * `as_needed`: tokens are counted until every comparison of the policy is settled, and a decision tells a range,
   * `{ at_least, at_most }`. `exact`: to the end, however long the text. Default: as_needed.
   */
  readonly tokenCounts?: 'exact' | 'as_needed';
  /** Parts of the world to replace: clock, randomness, ids, sleeping, alarms. Default: the system's. */
  readonly runtime?: Partial<Runtime>;
}

export interface WatchOptions {
  /** For how many milliseconds files must stay the same before they are read. Default: 100. */
  readonly debounceMs?: number;
  /** Ask the disk every so many milliseconds, for drives that send no events. Default: wait for events. */
  readonly pollMs?: number;
}

export interface CatalogueRefresh {
  /** Milliseconds from one check of a catalogue to the next: from a minute (60,000) to 30 days. */
  readonly everyMs: number;
  /** Where models are listed. Default: where each catalogue was read from. */
  readonly url?: string;
  /** What asks. Default: the global `fetch`. */
  readonly fetch?: typeof globalThis.fetch;
}

export interface CloseOptions {
  /** End what is under way. Default: false. */
  readonly abort?: boolean;
}

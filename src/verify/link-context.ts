import type { Places } from '../policy/places.js';
import type { Policy } from '../policy/policy.js';
import type { Findings } from './findings.js';
import type { KnownNames } from './known-names.js';
import type { ReadPrompt } from './read-prompt.js';

/** What every check of a fixture file needs. */
export interface LinkContext {
  readonly policy: Policy;
  /** Of the fixture file. */
  readonly places: Places;
  readonly findings: Findings;
  readonly readPrompt: ReadPrompt;
  readonly known: KnownNames;
}

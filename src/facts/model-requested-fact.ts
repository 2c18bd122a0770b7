import type { ModelRequestedFact } from '../policy/policy-document.generated.js';
import type { FactSource } from './fact-source.js';
import { missing } from './typed-reading.js';

/** The model that the caller named. `auto` and '' ask the router to choose, so they name none. */
export const modelRequestedSource: FactSource<ModelRequestedFact> = {
  from: 'model_requested',
  cost: 0,
  prepare() {
    return ({ request: { body } }) =>
      body.model === undefined || body.model === '' || body.model === 'auto'
        ? missing
        : { known: true, value: body.model };
  },
};

import type { TurnsFact } from '../policy/policy-document.generated.js';
import { turnsOf } from '../request/turns.js';
import type { FactSource } from './fact-source.js';

export const turnsSource: FactSource<TurnsFact> = {
  from: 'turns',
  cost: 1,
  prepare() {
    return ({ request }) => ({ known: true, value: turnsOf(request.body) });
  },
};

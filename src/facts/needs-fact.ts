import type { NeedsFact } from '../policy/policy-document.generated.js';
import { needsOf } from '../request/needs.js';
import type { FactSource } from './fact-source.js';

export const needsSource: FactSource<NeedsFact> = {
  from: 'needs',
  cost: 1,
  prepare() {
    return ({ request }) => ({ known: true, value: needsOf(request.body) });
  },
};

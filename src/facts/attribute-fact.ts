import type { AttributeFact } from '../policy/policy-document.generated.js';
import { valueReader } from './attribute-path.js';
import type { FactSource } from './fact-source.js';
import { NamedValue, type Reading } from './reading.js';
import { typedReader } from './typed-reading.js';

/** What the caller passes. A default stands in for a value that is missing, also for one of the wrong type. */
export const attributeSource: FactSource<AttributeFact> = {
  from: 'attribute',
  cost: 0,
  prepare({ path: written, default: fallback }, { domain, comparisons }) {
    const valueIn = valueReader(written);
    const read = typedReader(domain, comparisons);
    const standIn = fallback === undefined ? undefined : new NamedValue(fallback);
    const wrong: Reading | undefined =
      fallback === undefined ? undefined : { known: true, value: fallback, flag: 'wrong_type' };
    return ({ request }) => {
      const reading = read(valueIn(request.attributes));
      if (reading.known) return reading;
      return (reading.flag === undefined ? standIn : wrong) ?? reading;
    };
  },
};

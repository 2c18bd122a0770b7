import type { AttributeFact } from '../policy/policy-document.generated.js';
import { splitPath, valueAt } from './attribute-path.js';
import type { FactSource } from './fact-source.js';
import type { Reading } from './reading.js';
import { typedReading } from './typed-reading.js';

/** What the caller passes. A default stands in for a value that is missing, also for one of the wrong type. */
export const attributeSource: FactSource<AttributeFact> = {
  from: 'attribute',
  cost: 0,
  prepare(declaration, { domain }) {
    const path = splitPath(declaration.path);
    return ({ request }) => withDefault(typedReading(domain, valueAt(request.attributes, path)), declaration.default);
  },
};

function withDefault(reading: Reading, value: AttributeFact['default']): Reading {
  if (reading.known || value === undefined) return reading;
  return reading.flag === undefined ? { known: true, value } : { known: true, value, flag: reading.flag };
}

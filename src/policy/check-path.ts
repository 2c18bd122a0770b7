import { type Located, valuePlace } from './policy-file.js';
import type { Report } from './report.js';

/** Reading these as a path would leave the caller's own data. */
const forbiddenSegments = new Set(['__proto__', 'prototype', 'constructor']);

/** Whether an attribute path stays in the caller's own data. */
export function checkPath(at: Located<string> | undefined, report: Report): boolean {
  const forbidden = at?.value.split('.').find((segment) => forbiddenSegments.has(segment));
  if (at === undefined || forbidden === undefined) return true;
  report('invalid-value', `a path cannot go through \`${forbidden}\``, valuePlace(at), {
    help: 'name a property that the caller passes',
  });
  return false;
}

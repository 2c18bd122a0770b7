import { checkPath } from './check-path.js';
import type { BucketFact } from './policy-document.generated.js';
import { child, items, keyPlace, type Located, soundChild, valuePlace } from './policy-file.js';
import { quote } from './quote.js';
import type { Report } from './report.js';

/** What the schema cannot say of a bucket: arms are unique and complete, the namespace's range is not empty. */
export function checkBucket(at: Located<BucketFact>, report: Report): boolean {
  const checks = [
    checkPath(child(at, 'key'), report),
    checkArmNames(at, report),
    checkShares(at, report),
    checkNamespace(at, report),
  ];
  return !checks.includes(false);
}

function checkArmNames(at: Located<BucketFact>, report: Report): boolean {
  const first = new Map<string, Located<unknown>>();
  let unique = true;
  for (const arm of items(child(at, 'arms')!)) {
    const name = child(arm, 'name')!;
    const other = first.get(name.value);
    if (other === undefined) first.set(name.value, name);
    else {
      unique = false;
      report('duplicate-name', `the arm ${quote(name.value, name.pointer)} is defined twice`, valuePlace(name), {
        related: [{ message: 'it is defined here first', place: valuePlace(other) }],
      });
    }
  }
  return unique;
}

function checkShares(at: Located<BucketFact>, report: Report): boolean {
  const arms = child(at, 'arms')!;
  const total = arms.value.reduce((sum, arm) => sum + arm.percent, 0);
  if (Math.abs(total - 100) <= 1e-9) return true;
  const shown = Number(total.toPrecision(12));
  report('invalid-value', `the arms add up to ${shown} percent, not 100`, keyPlace(arms), {
    help: 'to leave keys out of the experiment, use coverage',
  });
  return false;
}

function checkNamespace(at: Located<BucketFact>, report: Report): boolean {
  const namespace = soundChild(at, 'namespace');
  const range = namespace === undefined ? undefined : child(namespace, 'range');
  const [from, to] = range?.value ?? [];
  if (range === undefined || from === undefined || to === undefined || from < to) return true;
  report('invalid-value', `the namespace's range from ${from} to ${to} is empty`, valuePlace(range), {
    help: from > to ? `write [${to}, ${from}]` : 'write two different numbers',
  });
  return false;
}

import { checkPath } from './check-path.js';
import type { BucketFact } from './policy-document.generated.js';
import { child, items, keyPlace, type Located, soundChild, valuePlace } from './policy-file.js';
import { quote } from './quote.js';
import type { Report } from './report.js';

/** What the schema cannot say of a bucket by itself: arms are unique and complete, ranges are not empty, keys fit each other. */
export function checkBucket(at: Located<BucketFact>, report: Report): boolean {
  const checks = [
    checkPath(child(at, 'key'), report),
    checkPath(soundChild(at, 'fallback_key'), report),
    checkPath(namespaceKey(at), report),
    checkArmNames(at, report),
    checkShares(at, report),
    checkNamespace(at, report),
    checkSticky(at, report),
  ];
  return !checks.includes(false);
}

function namespaceKey(at: Located<BucketFact>): Located<string> | undefined {
  const namespace = soundChild(at, 'namespace');
  return namespace === undefined ? undefined : soundChild(namespace, 'key');
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
  if (namespace === undefined) return true;
  const { range, ranges, name } = namespace.value;
  if ((range === undefined) === (ranges === undefined)) {
    const message =
      range === undefined
        ? `the namespace \`${name}\` needs a \`range\``
        : 'the namespace has both `range` and `ranges`';
    report(range === undefined ? 'missing-key' : 'conflicting-keys', message, keyPlace(namespace), {
      help: range === undefined ? 'write range: [0, 50], from and to in percent' : 'keep one of them',
    });
    return false;
  }
  const all = range === undefined ? items(child(namespace, 'ranges')!) : [child(namespace, 'range')!];
  return all.map((each) => checkShareRange(each, report)).every(Boolean);
}

function checkShareRange(range: Located<readonly number[]>, report: Report): boolean {
  const [from, to] = range.value;
  if (from === undefined || to === undefined || from < to) return true;
  report('invalid-value', `the namespace's range from ${from} to ${to} is empty`, valuePlace(range), {
    help: from > to ? `write [${to}, ${from}]` : 'write two different numbers',
  });
  return false;
}

function checkSticky(at: Located<BucketFact>, report: Report): boolean {
  const { sticky = false, fallback_key } = at.value;
  if (fallback_key !== undefined && sticky === false) {
    report('invalid-value', '`fallback_key` needs `sticky`', keyPlace(child(at, 'fallback_key')!), {
      help: 'add sticky: true; else somebody who signs in changes arms',
    });
    return false;
  }
  if (typeof sticky === 'boolean') return true;
  const { bucket_version = 0, min_bucket_version = 0 } = sticky;
  if (min_bucket_version <= bucket_version) return true;
  const message = `\`min_bucket_version\` ${min_bucket_version} is above the bucket version ${bucket_version}`;
  report(
    'invalid-value',
    message,
    keyPlace(child(soundChild(at, 'sticky') as Located<typeof sticky>, 'min_bucket_version')!),
    {
      help: `write bucket_version: ${min_bucket_version}`,
    },
  );
  return false;
}

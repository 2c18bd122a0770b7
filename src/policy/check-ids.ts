import { isFields } from '../fields.js';
import { items, type Located, soundChild, valuePlace } from './policy-file.js';
import { quote } from './quote.js';
import type { Report } from './report.js';

/** The mappings of a list, whose ids must differ. `kind` as messages say it: `rule`. */
export function itemsWithIds<T extends { readonly id: string }>(
  kind: 'rule' | 'constraint' | 'shadow',
  list: Located<readonly T[]>,
  report: Report,
): readonly Located<T>[] {
  const all = items<T>(list).filter(isMapping);
  checkIds(kind, all, report);
  return all;
}

function isMapping(at: Located<unknown>): boolean {
  return isFields(at.value);
}

function checkIds(kind: string, all: readonly Located<{ readonly id: string }>[], report: Report): void {
  const first = new Map<string, Located<string>>();
  for (const at of all) {
    const id = soundChild(at, 'id');
    if (id === undefined) continue;
    if (kind === 'rule' && id.value === 'default') {
      report('reserved-name', '`default` is what decisions call the default outcome', valuePlace(id), {
        help: 'choose another id',
      });
    }
    const other = first.get(id.value);
    if (other === undefined) first.set(id.value, id);
    else {
      report('duplicate-name', `the ${kind} ${quote(id.value, id.pointer)} is defined twice`, valuePlace(id), {
        help: 'choose another id',
        related: [{ message: 'it is defined here first', place: valuePlace(other) }],
      });
    }
  }
}

import type { Paint } from '../../diagnostics/paint.js';
import { usageColumns } from '../../report/usage/usage-columns.js';
import type { UsageGroup, UsageReport } from '../../report/usage/usage-report.js';
import { countOf } from '../count-of.js';
import { textTable } from '../text-table.js';

/** The report for a person: a line for each group, the dearest first, and one for all of them. */
export function describeUsage(report: UsageReport, limit: number, paint: Paint): string {
  return [header(report, paint), table(report, limit, paint), notes(report, limit)]
    .filter((part) => part !== '')
    .join('\n\n');
}

function header({ files, total, since, until, where }: UsageReport, paint: Paint): string {
  const when = [
    ...(since === undefined ? [] : [` from ${since}`]),
    ...(until === undefined ? [] : [` until ${until}`]),
    ...(where === undefined ? [] : [` where ${where}`]),
  ].join('');
  const requests = `${total.requests.toLocaleString('en-US')} request${total.requests === 1 ? '' : 's'}`;
  return `${paint.bold(requests)} in ${countOf(files, 'file')}${when}`;
}

function table({ by, groups, total }: UsageReport, limit: number, paint: Paint): string {
  if (total.requests === 0) return '';
  const columns = usageColumns(total);
  const cells = (figures: UsageGroup['figures']) => columns.map(({ cell }) => cell(figures));
  const rows = groups.slice(0, limit).map(({ keys, figures }) => [...keys.map(keyText), ...cells(figures)]);
  const sum = [paint.bold('all'), ...by.slice(1).map(() => ''), ...cells(total).map(paint.bold)];
  const titles = [...(by.length === 0 ? [''] : by.map((name) => `${name} `)), ...columns.map(({ title }) => title)];
  return textTable({ titles, rows: [...rows, sum] }, paint.dim);
}

/** What stands for a key that a request does not have. */
export function keyText(key: string | null): string {
  return key ?? '(none)';
}

function notes({ groups, total, broken_lines: broken }: UsageReport, limit: number): string {
  const left = groups.length - limit;
  const unknown = total.unknown_cost;
  return [
    ...(left > 0 ? [`${countOf(left, 'more group')}: --limit ${groups.length} shows all.`] : []),
    ...(unknown > 0
      ? [`The cost of ${countOf(unknown, 'request')} is not known, so that sums (≥) are what was spent at least.`]
      : []),
    ...(broken.count > 0 ? [`${countOf(broken.count, 'broken line')} left out (see standard error).`] : []),
  ].join('\n');
}

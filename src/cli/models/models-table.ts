import { textTable } from '../text-table.js';
import type { ModelRow } from './model-row.js';

interface Column {
  readonly title: string;
  readonly show: (row: ModelRow) => string;
}

const columns: readonly Column[] = [
  { title: 'policy ', show: ({ policy = '' }) => policy },
  { title: 'slot ', show: ({ slot = '' }) => slot },
  { title: 'model ', show: ({ id }) => id },
  { title: 'endpoint ', show: ({ endpoint = '' }) => endpoint },
  { title: 'context', show: ({ context }) => figure(context) },
  { title: 'max output', show: ({ max_output }) => figure(max_output) },
  { title: 'prompt $/M', show: ({ price }) => figure(price?.prompt) },
  { title: 'completion $/M', show: ({ price }) => figure(price?.completion) },
  { title: 'abilities ', show: ({ abilities = [] }) => abilities.join(' ') },
  { title: 'from the catalogue ', show: fromCatalogue },
];

/** What is the same for all rows and needs no column: the only policy, and what none of them has. */
export function modelsTable(rows: readonly ModelRow[], dim: (text: string) => string): string {
  const severalPolicies = new Set(rows.map(({ policy }) => policy)).size > 1;
  const shown = columns.filter(({ title, show }) => {
    if (title === 'policy ') return severalPolicies;
    return /^(slot|endpoint|from)/.test(title) ? rows.some((row) => show(row) !== '') : true;
  });
  return textTable(
    { titles: shown.map(({ title }) => title), rows: rows.map((row) => shown.map(({ show }) => show(row))) },
    dim,
  );
}

function figure(value: number | undefined): string {
  return value?.toString() ?? '';
}

function fromCatalogue({ from_catalogue: from }: ModelRow): string {
  if (from === undefined) return '';
  if (from === null) return 'not listed';
  return `${from.file}: ${from.keys.length === 0 ? 'nothing, the policy says all' : from.keys.join(', ')}`;
}

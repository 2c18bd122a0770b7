import { textTable } from '../text-table.js';
import type { ModelRow } from './model-row.js';

interface Column {
  readonly title: string;
  readonly show: (row: ModelRow) => string;
  /** Left out where no row has it. */
  readonly optional?: true;
}

const columns: readonly Column[] = [
  { title: 'slot ', show: ({ slot = '' }) => slot, optional: true },
  { title: 'model ', show: ({ id }) => id },
  { title: 'endpoint ', show: ({ endpoint = '' }) => endpoint, optional: true },
  { title: 'context', show: ({ context }) => figure(context) },
  { title: 'max output', show: ({ max_output }) => figure(max_output) },
  { title: 'prompt $/M', show: ({ price }) => figure(price?.prompt) },
  { title: 'completion $/M', show: ({ price }) => figure(price?.completion) },
  { title: 'abilities ', show: ({ abilities = [] }) => abilities.join(' ') },
];

export function modelsTable(rows: readonly ModelRow[], dim: (text: string) => string): string {
  const all = [...policyColumn(rows), ...columns, fromCatalogue(rows)];
  const shown = all.filter(({ optional, show }) => optional !== true || rows.some((row) => show(row) !== ''));
  const titles = shown.map(({ title }) => title);
  return textTable({ titles, rows: rows.map((row) => shown.map(({ show }) => show(row))) }, dim);
}

/** The only policy needs no column. */
function policyColumn(rows: readonly ModelRow[]): readonly Column[] {
  if (new Set(rows.map(({ policy }) => policy)).size < 2) return [];
  return [{ title: 'policy ', show: ({ policy = '' }) => policy }];
}

/** What a row has from a catalogue; the only one is named once. */
function fromCatalogue(rows: readonly ModelRow[]): Column {
  const files = new Set(rows.flatMap(({ from_catalogue: from }) => from?.file ?? []));
  const [only] = files;
  const name = only !== undefined && files.size === 1 ? only : 'the catalogues';
  const show = ({ from_catalogue: from }: ModelRow): string => {
    if (from === undefined) return '';
    if (from === null) return 'not listed';
    if (from.keys.length === 0) return 'nothing';
    return files.size > 1 ? `${from.file}: ${from.keys.join(', ')}` : from.keys.join(', ');
  };
  return { title: `from ${name} `, show, optional: true };
}

function figure(value: number | undefined): string {
  return value?.toString() ?? '';
}

import { hasErrors } from '../diagnostics/diagnostic.js';
import { attachComments } from './attach-comments.js';
import { orderKeys } from './order-keys.js';
import { parseWrittenYaml, type WrittenYaml } from './parse-yaml.js';
import { printYaml } from './print-yaml.js';
import type { Schema } from './schema-branches.js';
import { layoutOf } from './yaml-layout.js';

/**
 * The text in its one layout, with keys in the schema's order and every comment. Means the same as before. Undefined
 * when parseYaml finds a mistake in the text, or it cannot be drawn anew without a doubt.
 */
export function formatYaml(source: string, file: string, schema: Schema): string | undefined {
  const written = parseWrittenYaml(source.replaceAll('\r\n', '\n'), file);
  if (written === undefined || hasErrors(written.diagnostics)) return undefined;
  const layout = layoutOf(written);
  const surroundings = attachComments(written, layout);
  // An alias must stay below its anchor.
  const ordered = hasAlias(written) ? layout : orderKeys(layout, schema);
  const text = printYaml(ordered, surroundings);
  const again = parseWrittenYaml(text, file);
  return again !== undefined && meansTheSame(written, again) ? text : undefined;
}

function hasAlias({ tree, text }: WrittenYaml): boolean {
  return text.includes('*') && JSON.stringify(tree).includes('"kind":"alias"');
}

/** The same data and the same comments; the order of keys may differ. */
function meansTheSame(before: WrittenYaml, after: WrittenYaml): boolean {
  const comments = ({ comments, text }: WrittenYaml): string =>
    JSON.stringify(comments.map(({ start, end }) => text.slice(start, end).trimEnd()).sort());
  return canonical(before.value) === canonical(after.value) && comments(before) === comments(after);
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1))
      : inner,
  );
}

// Writes docs/policy-keys.md from schemas/policy.schema.json: every key with its values, meaning and default; with
// --check, fails when it is not current.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const schema = JSON.parse(readFileSync(join(root, 'schemas', 'policy.schema.json'), 'utf8'));

/** Definitions in the order in which a reader meets them; sections are added while the page is written. */
const sections = new Map();

const top = keysOf(schema);
const page = [
  '# Keys of a policy',
  '<!-- Generated from schemas/policy.schema.json by npm run generate. Do not edit. -->',
  `${schema.description} A key that is not here is an error, and so is one that is written twice.`,
  'Keys marked *required* must be there. Of the others, each says what holds without it where anything does; the rest is just absent: nothing is sent, limited or asked for in its place. `policy schema` writes this as a schema for the editor that also knows the names of your own policy.',
  top,
];
// A map can be added to while it is read.
for (const [name, definition] of sections)
  page.push(`## ${headingOf(name)}`, definition.description, keysOf(definition));

const text = `${page.join('\n\n')}\n`;
const file = join(root, 'docs', 'policy-keys.md');
if (!process.argv.includes('--check')) writeFileSync(file, text);
else if (readFileSync(file, 'utf8') !== text) {
  console.error('docs/policy-keys.md is not current: run npm run generate');
  process.exitCode = 1;
}

function keysOf(definition) {
  const rows = rowsOf(definition, '');
  return [['key', 'value', 'meaning'], ['---', '---', '---'], ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

/** Keys of mappings that have no section of their own are listed where they stand, as `sort.by` and `fallbacks[].tier`. */
function rowsOf({ properties = {}, required = [], additionalProperties }, prefix) {
  const own = Object.entries(properties).flatMap(([key, given]) => {
    const name = `\`${prefix}${key}\`${required.includes(key) ? ' *required*' : ''}`;
    return [[name, allowedBy(given), meaningOf(given)], ...innerRows(given, `${prefix}${key}`)];
  });
  if (typeof additionalProperties !== 'object') return own;
  const others = own.length === 0 ? 'any name' : 'any other name';
  return [...own, [others, allowedBy(additionalProperties), meaningOf(additionalProperties)]];
}

function innerRows(given, prefix) {
  const node = { ...definitionOf(given), ...given };
  if (node.properties !== undefined) return given.$ref === undefined ? rowsOf(node, `${prefix}.`) : [];
  if (node.items !== undefined) return innerRows(node.items, `${prefix}[]`);
  return (node.oneOf ?? []).flatMap((branch) => innerRows(branch, prefix));
}

function allowedBy(node) {
  if (node.$ref !== undefined) return referenceTo(node);
  if (node.enum !== undefined) return node.enum.map(code).join(', ');
  if ('const' in node) return code(node.const);
  const branches = node.oneOf ?? node.anyOf;
  if (branches !== undefined) return [...new Set(branches.map(allowedBy))].join(' or ');
  if (node.type === 'array') return `list: ${allowedBy(node.items)}`;
  if (node.type === 'object') {
    if (node.properties !== undefined) return 'mapping';
    return typeof node.additionalProperties === 'object'
      ? `mapping of names: ${allowedBy(node.additionalProperties)}`
      : 'mapping';
  }
  return scalar(node);
}

/** A link where there are keys to read about; else what the definition allows. */
function referenceTo({ $ref, ...given }) {
  const name = $ref.replace('#/$defs/', '');
  const definition = schema.$defs[name];
  if (definition.properties === undefined) return allowedBy({ ...definition, ...given });
  sections.set(name, definition);
  return `[${headingOf(name).toLowerCase()}](#${headingOf(name).toLowerCase().replaceAll(' ', '-')})`;
}

function scalar({ type, minimum, maximum, exclusiveMinimum, examples = [] }) {
  const kinds = { string: 'text', number: 'number', integer: 'whole number', boolean: '`true` or `false`' };
  const bounds = [
    ...(minimum === undefined ? [] : [`from ${number(minimum)}`]),
    ...(exclusiveMinimum === undefined ? [] : [`above ${number(exclusiveMinimum)}`]),
    ...(maximum === undefined ? [] : [`to ${number(maximum)}`]),
  ];
  const kind = [type ?? 'string'].flat().map((each) => kinds[each] ?? each);
  const example = type === 'string' ? examples.slice(0, 1).map((each) => `such as ${code(each)}`) : [];
  return [kind.join(' or '), ...bounds, ...example].join(' ');
}

function meaningOf(given) {
  const node = { ...definitionOf(given), ...given };
  const stated = /default\b/i.test(node.description ?? '');
  return [
    node.description ?? node.title ?? '',
    ...('default' in node && !stated ? [`Default: ${code(node.default)}.`] : []),
    ...(node.enumDescriptions ?? []).map((each, index) => `${code(node.enum[index])}: ${each}`),
  ]
    .join(' ')
    .replaceAll('|', '\\|')
    .replaceAll('\n', ' ');
}

function definitionOf({ $ref }) {
  return $ref === undefined ? {} : schema.$defs[$ref.replace('#/$defs/', '')];
}

/** `ModelTier` is headed `Model tier`. */
function headingOf(name) {
  const words = name.replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ').split(' ');
  return [words[0], ...words.slice(1).map((word) => word.toLowerCase())].join(' ');
}

function code(value) {
  return `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;
}

function number(value) {
  return value.toLocaleString('en-US');
}

// Writes docs/policy-keys.md and docs/fixture-keys.md from the schemas: every key with its values, meaning and default;
// with --check, fails when they are not current.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');

/** Every key that a schema knows, in the order in which a reader meets them. */
class KeysPage {
  #schema;
  /** Definitions that have a section, by name; more are added while the page is written. */
  #sections = new Map();

  constructor(schema) {
    this.#schema = schema;
  }

  /** In Markdown, without a heading. */
  get text() {
    const parts = [this.#keysOf(this.#schema)];
    // A map can be added to while it is read.
    for (const [name, definition] of this.#sections)
      parts.push(`## ${headingOf(name)}`, definition.description, this.#keysOf(definition));
    return parts.join('\n\n');
  }

  #keysOf(definition) {
    const rows = this.#rowsOf(definition, '');
    return [['key', 'value', 'meaning'], ['---', '---', '---'], ...rows]
      .map((cells) => `| ${cells.join(' | ')} |`)
      .join('\n');
  }

  /** Keys of mappings that have no section of their own are listed where they stand, as `sort.by` and `fallbacks[].tier`. */
  #rowsOf({ properties = {}, required = [], additionalProperties }, prefix) {
    const own = Object.entries(properties).flatMap(([key, given]) => {
      const name = `\`${prefix}${key}\`${required.includes(key) ? ' *required*' : ''}`;
      return [[name, this.#allowedBy(given), this.#meaningOf(given)], ...this.#innerRows(given, `${prefix}${key}`)];
    });
    if (typeof additionalProperties !== 'object') return own;
    const others = own.length === 0 ? 'any name' : 'any other name';
    return [...own, [others, this.#allowedBy(additionalProperties), this.#meaningOf(additionalProperties)]];
  }

  #innerRows(given, prefix) {
    const node = { ...this.#definitionOf(given), ...given };
    if (node.properties !== undefined) return given.$ref === undefined ? this.#rowsOf(node, `${prefix}.`) : [];
    if (node.items !== undefined) return this.#innerRows(node.items, `${prefix}[]`);
    return (node.oneOf ?? []).flatMap((branch) => this.#innerRows(branch, prefix));
  }

  #allowedBy(node) {
    if (node.$ref !== undefined) return this.#referenceTo(node);
    if (node.enum !== undefined) return node.enum.map(code).join(', ');
    if ('const' in node) return code(node.const);
    const branches = node.oneOf ?? node.anyOf;
    if (branches !== undefined) return [...new Set(branches.map((each) => this.#allowedBy(each)))].join(' or ');
    if (node.type === 'array') return `list: ${this.#allowedBy(node.items)}`;
    if (node.type === 'object') {
      if (node.properties !== undefined) return 'mapping';
      return typeof node.additionalProperties === 'object'
        ? `mapping of names: ${this.#allowedBy(node.additionalProperties)}`
        : 'mapping';
    }
    return scalar(node);
  }

  /** A link where there are keys to read about; else what the definition allows. */
  #referenceTo({ $ref, ...given }) {
    const name = $ref.replace('#/$defs/', '');
    const definition = this.#schema.$defs[name];
    if (definition.properties === undefined) return this.#allowedBy({ ...definition, ...given });
    this.#sections.set(name, definition);
    return `[${headingOf(name).toLowerCase()}](#${headingOf(name).toLowerCase().replaceAll(' ', '-')})`;
  }

  #meaningOf(given) {
    const node = { ...this.#definitionOf(given), ...given };
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

  #definitionOf({ $ref }) {
    return $ref === undefined ? {} : this.#schema.$defs[$ref.replace('#/$defs/', '')];
  }
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

const required = 'Keys marked *required* must be there.';
const pages = [
  {
    file: 'policy-keys.md',
    schema: 'policy.schema.json',
    title: 'Keys of a policy',
    note: `${required} Of the others, each says what holds without it where anything does; the rest is just absent: nothing is sent, limited or asked for in its place. \`policy schema\` writes this as a schema for the editor that also knows the names of your own policy.`,
  },
  {
    file: 'fixture-keys.md',
    schema: 'fixtures.schema.json',
    title: 'Keys of fixtures',
    note: `${required} What a case does not expect is not compared. The file stands beside its policy: \`support.test.yaml\` beside \`support.yaml\`.`,
  },
];

for (const { file, schema: name, title, note } of pages) {
  const schema = JSON.parse(readFileSync(join(root, 'schemas', name), 'utf8'));
  const generated = `<!-- Generated from schemas/${name} by npm run generate. Do not edit. -->`;
  const meant = `${schema.description} A key that is not here is an error, and so is one that is written twice.`;
  const text = `${[`# ${title}`, generated, meant, note, new KeysPage(schema).text].join('\n\n')}\n`;
  const path = join(root, 'docs', file);
  if (!process.argv.includes('--check')) writeFileSync(path, text);
  else if (readFileSync(path, 'utf8') !== text) {
    console.error(`docs/${file} is not current: run npm run generate`);
    process.exitCode = 1;
  }
}

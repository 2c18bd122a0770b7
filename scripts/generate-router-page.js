// Writes the tables between the markers of docs/router.md from the types of the code: options, request options, methods
// and events; with --check, fails when they are not current.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

const root = join(import.meta.dirname, '..');
const tables = {
  options: ['src/router-options.ts', 'RouterOptions', ['option', 'type', 'meaning']],
  watch: ['src/router-options.ts', 'WatchOptions', ['field', 'type', 'meaning']],
  catalogueRefresh: ['src/router-options.ts', 'CatalogueRefresh', ['field', 'type', 'meaning']],
  records: ['src/records/file-sink.ts', 'RecordFile', ['field', 'type', 'meaning']],
  runtime: ['src/runtime.ts', 'Runtime', ['field', 'type', 'meaning']],
  request: ['src/client/chat-completions.ts', 'RoutedRequestOptions', ['option', 'type', 'meaning']],
  router: ['src/router-interface.ts', 'Router', ['member', 'type', 'meaning']],
  decide: ['src/router-interface.ts', 'DecideSettings', ['setting', 'type', 'meaning']],
  close: ['src/router-options.ts', 'CloseOptions', ['option', 'type', 'meaning']],
  events: ['src/router-events.ts', 'RouterEvents', ['event', 'its listener gets', 'when']],
};

const file = join(root, 'docs', 'router.md');
const page = readFileSync(file, 'utf8');
const text = Object.entries(tables).reduce((written, [name, table]) => {
  const marked = new RegExp(`(<!-- ${name}:start -->\\n).*?(<!-- ${name}:end -->)`, 's');
  if (!marked.test(written)) throw new Error(`docs/router.md has no markers for ${name}`);
  return written.replace(marked, (_all, start, end) => `${start}${tableOf(...table)}\n${end}`);
}, page);
if (!process.argv.includes('--check')) writeFileSync(file, text);
else if (text !== page) {
  console.error('docs/router.md is not current: run npm run generate');
  process.exitCode = 1;
}

function tableOf(path, name, head) {
  const source = ts.createSourceFile(path, readFileSync(join(root, path), 'utf8'), ts.ScriptTarget.ES2023, true);
  const declared = source.statements.find((node) => ts.isInterfaceDeclaration(node) && node.name.text === name);
  if (declared === undefined) throw new Error(`${path} declares no ${name}`);
  const rows = declared.members.map((member) => [code(nameOf(member)), code(typeOf(member)), meaningOf(member)]);
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function nameOf({ name, questionToken }) {
  return `${ts.isStringLiteral(name) ? name.text : name.getText()}${questionToken === undefined ? '' : '?'}`;
}

/** As the code has it, on one line; of an event, the type of what is told. */
function typeOf(member) {
  if (ts.isMethodSignature(member)) {
    return `(${member.parameters.map((each) => each.getText()).join(', ')}) => ${member.type.getText()}`.replaceAll(
      /\s+/g,
      ' ',
    );
  }
  const { type } = member;
  const told = ts.isTupleTypeNode(type) ? type.elements[0].type : type;
  return told
    .getText()
    .replaceAll(/\s+/g, ' ')
    .replace(/^\| /, '')
    .replace(/( \| null)? \| undefined$/, '');
}

function meaningOf(member) {
  const [comment] = ts.getJSDocCommentsAndTags(member);
  if (comment === undefined) throw new Error(`${nameOf(member)} has no docstring`);
  return ts.getTextOfJSDocComment(comment.comment).replaceAll(/\s+/g, ' ').replaceAll('|', '\\|');
}

function code(value) {
  return `\`${value.replaceAll('|', '\\|')}\``;
}

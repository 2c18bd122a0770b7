// Records what the command prints, between the terminal markers of the README; with --check, fails when it is not current.
// The policy and the fixtures are those that the README shows.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import './typescript.js';

const { run } = await import('../src/cli/run.ts');

const file = join(import.meta.dirname, '..', 'README.md');
const readme = readFileSync(file, 'utf8');
const [policy = '', fixtures = ''] = [...readme.matchAll(/^```yaml\n(.*?)^```/gms)].map(([, text]) => text);

const sessions = [
  {
    told: 'A mistake is shown at its place, with the cure. Here a tier is misspelt:',
    files: { 'support.yaml': edited('then: premium', 'then: premum') },
    argv: ['validate', '--policy', 'support.yaml'],
  },
  {
    told: 'A case that fails says what kept the expected rule from deciding. Here somebody removed a keyword:',
    files: { 'support.yaml': edited(', stack trace', ''), 'support.test.yaml': fixtures },
    argv: ['test', '--policy', 'support.yaml'],
  },
  {
    told: 'And why does this request go where it goes?',
    files: { 'support.yaml': policy },
    argv: ['explain', '--policy', 'support.yaml', 'Please sum this up'],
  },
];

const recorded = [];
for (const session of sessions) recorded.push(await record(session));
const marked = /(<!-- terminal:start -->\n).*?(<!-- terminal:end -->)/s;
if (!marked.test(readme)) throw new Error('README.md has no terminal markers');
const text = readme.replace(marked, (_all, start, end) => `${start}${recorded.join('\n')}${end}`);
if (!process.argv.includes('--check')) writeFileSync(file, text);
else if (text !== readme) {
  console.error('the terminal output in README.md is not current: run npm run generate');
  process.exitCode = 1;
}

async function record({ told, files, argv }) {
  const cwd = mkdtempSync(join(tmpdir(), 'signalbox-readme-'));
  try {
    for (const [name, content] of Object.entries(files)) writeFileSync(join(cwd, name), content);
    const printed = await printedBy(argv, cwd);
    return `${told}\n\n\`\`\`console\n$ policy ${argv.map(shellWord).join(' ')}\n${printed}\n\`\`\`\n`;
  } finally {
    rmSync(cwd, { recursive: true });
  }
}

/** What a person sees, without what differs from run to run. */
async function printedBy(argv, cwd) {
  let printed = '';
  const output = {
    isTTY: false,
    closed: false,
    write: async (chunk) => {
      printed += chunk;
    },
  };
  const stdin = { isTTY: true, async *[Symbol.asyncIterator]() {} };
  const io = { stdin, stdout: output, stderr: output, env: {}, cwd, untilInterrupted: () => new Promise(() => {}) };
  await run(argv, io);
  return printed
    .replaceAll(`${cwd}/`, '')
    .replace(/ {2}\d+(\.\d+)? m?s$/m, '')
    .trimEnd();
}

function edited(before, after) {
  if (!policy.includes(before)) throw new Error(`the README's policy has no ${before}`);
  return policy.replace(before, after);
}

function shellWord(word) {
  return /^[\w./-]+$/.test(word) ? word : `"${word}"`;
}

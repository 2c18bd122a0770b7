import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../temporary-folder.js';
import { policy } from '../test-io.js';

const read = (name: string): string => readFileSync(join(import.meta.dirname, name), 'utf8');
const good = read('support.yaml');
const fixtures = read('support.test.yaml');

interface Mistake {
  readonly name: string;
  readonly command: 'validate' | 'test';
  readonly before: string;
  readonly after: string;
  /** Where it is, and what to do, as the output has them. */
  readonly place: string;
  readonly cure: string;
}

const codeRule = '    when: { task: code }\n    then: premium\n';
const twoRules = /(?<urgent> {2}- id: urgent-code\n.*\n.*\n)(?<code> {2}- id: code-needs-depth\n.*\n.*\n)/.exec(good);
const { urgent = '', code = '' } = twoRules?.groups ?? {};

const mistakes: readonly Mistake[] = [
  {
    name: 'misspelt-fact',
    command: 'validate',
    before: codeRule,
    after: codeRule.replace('task', 'taks'),
    place: 'support.yaml:23:13',
    cure: 'did you mean `task`?',
  },
  {
    name: 'misspelt-tier',
    command: 'validate',
    before: 'then: quick',
    after: 'then: quik',
    place: 'support.yaml:21:11',
    cure: 'did you mean `quick`?',
  },
  {
    name: 'number-as-string',
    command: 'validate',
    before: 'at_least: 500',
    after: 'at_least: "500"',
    place: 'support.yaml:28:26',
    cure: 'write 500, without quotes',
  },
  {
    name: 'wrong-nesting',
    command: 'validate',
    before: codeRule,
    after: '    when:\n      task: code\n      then: premium\n',
    place: 'support.yaml:25:7',
    cure: 'move it out, so that it stands beside `when`',
  },
  {
    name: 'tab',
    command: 'validate',
    before: codeRule,
    after: codeRule.replace('    when', '\twhen'),
    place: 'support.yaml:23:1',
    cure: 'indented with spaces only',
  },
  {
    name: 'duplicate-key',
    command: 'validate',
    before: '      words: {',
    after: '    when:\n      words: {',
    place: 'support.yaml:28:5',
    cure: 'keep one of the two',
  },
  {
    name: 'no-for-false',
    command: 'validate',
    before: 'urgent: true',
    after: 'urgent: no',
    place: 'support.yaml:20:33',
    cure: 'write false',
  },
  {
    name: 'threshold-off-by-one',
    command: 'test',
    before: 'at_least: 500',
    after: 'above: 500',
    place: 'support.yaml:25',
    cure: 'above leaves 500 itself out; at_least takes it in',
  },
  {
    name: 'rule-in-the-wrong-place',
    command: 'validate',
    before: `${urgent}${code}`,
    after: `${code}${urgent}`,
    place: 'support.yaml:22:5',
    cure: 'move it above the rules that hide it, or remove it',
  },
  {
    name: 'forgotten-default',
    command: 'validate',
    before: 'default: quick\n',
    after: '',
    place: 'support.yaml:1:1',
    cure: 'add `default`: what happens when no rule matches',
  },
];

async function run(text: string, command: Mistake['command']): Promise<{ code: number; shown: string }> {
  const cwd = temporaryFolder({ 'support.yaml': text, 'support.test.yaml': fixtures });
  const {
    code: exit,
    out,
    err,
  } = await policy([command, '--policy', 'support.yaml', ...(command === 'validate' ? ['--strict'] : [])], { cwd });
  // The policy's version and the time it took say nothing about the mistake.
  const shown = (out + err)
    .replaceAll(`${cwd}/`, '')
    .replace(/\b[0-9a-f]{12}\b/g, 'VERSION')
    .replace(/\d+ m?s$/m, 'TIME');
  return { code: exit, shown };
}

describe('the ten commonest mistakes', () => {
  it('start from a policy without any', async () => {
    expect(await run(good, 'validate')).toMatchObject({ code: 0 });
    expect(await run(good, 'test')).toMatchObject({ code: 0 });
  });

  it.each(mistakes)('$name shows its place and its cure', async ({ name, command, before, after, place, cure }) => {
    expect(good.split(before)).toHaveLength(2);
    const { code: exit, shown } = await run(good.replace(before, after), command);
    expect(exit).toBe(1);
    expect(shown).toContain(place);
    expect(shown).toContain(cure);
    expect(shown).toMatch(/^1 (error|warning|failed)\b/m);
    await expect(shown).toMatchFileSnapshot(`${name}.txt`);
  });

  it.each(mistakes)('$name is told in a few lines', async ({ before, after, command }) => {
    const { shown } = await run(good.replace(before, after), command);
    expect(shown.split('\n').filter((line) => line.trim() !== '').length).toBeLessThan(18);
  });
});

import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ownFixturesSchema, ownPolicySchema } from '../../../src/cli/schema/own-schemas.js';
import { readPolicyNames } from '../../../src/policy/policy-names.js';
import { LanguageServer, type Position } from '../../support/language-server.js';

const shipped = join(import.meta.dirname, '../../../policies');

let server: LanguageServer;
let folder: string;
let opened = 0;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'signalbox-editor-'));
  mkdirSync(join(folder, '.schema'));
  for (const name of readdirSync(shipped).filter((file) => !file.includes('.test.'))) {
    const names = readPolicyNames(readFileSync(join(shipped, name), 'utf8'))!;
    const stem = name.replace('.yaml', '');
    writeFileSync(join(folder, '.schema', `${stem}.schema.json`), JSON.stringify(ownPolicySchema(names)));
    writeFileSync(join(folder, '.schema', `${stem}.test.schema.json`), JSON.stringify(ownFixturesSchema(names)));
  }
  server = await LanguageServer.start();
});

afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});

/** Opens a shipped file in the editor, with one text replaced; `‸` marks the cursor. */
async function edit(name: string, before = '', after = '') {
  const original = readFileSync(join(shipped, name), 'utf8');
  expect(original).toContain(before);
  const text = `# yaml-language-server: $schema=./.schema/${name.replace('.yaml', '.schema.json')}\n${original.replace(before, after)}`;
  const file = join(folder, `${opened++}.yaml`);
  const cursor = text.indexOf('‸');
  const diagnostics = await server.open(file, text.replace('‸', ''));
  return { file, cursor: positionOf(text, cursor), diagnostics: diagnostics.map(({ message }) => message) };
}

function positionOf(text: string, offset: number): Position {
  const lines = text.slice(0, offset).split('\n');
  return { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 };
}

async function completions(name: string, before: string, after: string) {
  const { file, cursor } = await edit(name, before, after);
  return (await server.complete(file, cursor)).map(({ label, documentation }) => ({
    label,
    words: typeof documentation === 'object' ? documentation.value : (documentation ?? ''),
  }));
}

const labels = (found: readonly { readonly label: string }[]): string[] => found.map(({ label }) => label).sort();

describe('an editor with the schema of a policy', () => {
  it.each(readdirSync(shipped))('marks nothing in %s', async (name) => {
    expect((await edit(name)).diagnostics).toEqual([]);
  });

  it('completes the names of facts inside a condition, and says what they are', async () => {
    const found = await completions('orchestration.yaml', 'when: { task: draft, user_tier: pro }', 'when:\n      ‸');
    expect(labels(found)).toEqual(['all', 'any', 'not', 'task', 'tokens', 'user_tier']);
    expect(found.find(({ label }) => label === 'user_tier')?.words).toBe('Is the attribute user.tier: free or pro.');
  });

  it('completes the values of a fact, and the operators that fit it', async () => {
    const values = await completions(
      'orchestration.yaml',
      'when: { task: draft, user_tier: pro }',
      'when:\n      task: ‸',
    );
    expect(labels(values)).toEqual(['classify', 'code', 'draft', 'reason', 'summarize']);
    const operators = await completions(
      'orchestration.yaml',
      'when: { task: draft, user_tier: pro }',
      'when:\n      tokens:\n        ‸',
    );
    expect(labels(operators)).toEqual(expect.arrayContaining(['below', 'at_least', 'between']));
    expect(labels(operators)).not.toContain('starts_with');
  });

  it('completes the ids that catalogues list, and lets others through', async () => {
    const text = `policy: p
language: 1
catalogue: models.json
endpoints: { openrouter: { kind: openrouter } }
models:
  fast: { id: acme/new, endpoint: openrouter }
  deep:
    endpoint: openrouter
    id: ‸
`;
    const models = [{ id: 'acme/fast' }, { id: 'acme/deep' }];
    const readInclude = () => JSON.stringify({ version: 1, endpoint_kind: 'openrouter', models });
    const schema = ownPolicySchema(readPolicyNames(text.replace('‸', 'acme/deep'), { readInclude })!);
    writeFileSync(join(folder, '.schema', 'listed.schema.json'), JSON.stringify(schema));
    const file = join(folder, 'listed.yaml');
    const lines = `# yaml-language-server: $schema=./.schema/listed.schema.json\n${text}`;
    const diagnostics = await server.open(file, lines.replace('‸', ''));
    expect(diagnostics.filter(({ message }) => message.includes('acme/new'))).toEqual([]);
    const found = await server.complete(file, positionOf(lines, lines.indexOf('‸')));
    expect(labels(found)).toEqual(expect.arrayContaining(['acme/deep', 'acme/fast']));
  });

  it('completes the tiers under then, and says what they cost', async () => {
    const found = await completions('governance.yaml', 'then: deeper', 'then: ‸');
    expect(labels(found)).toEqual(expect.arrayContaining(['deeper', 'inside', 'saver', 'trial']));
    expect(found.find(({ label }) => label === 'deeper')?.words).toMatch(
      /^anthropic\/claude-sonnet-4, then .* at most 8192 tokens\.$/,
    );
  });

  it('completes slots, labels and the entries of a table', async () => {
    expect(labels(await completions('governance.yaml', 'model: economy', 'model: ‸'))).toEqual([
      'candidate',
      'deep',
      'economy',
      'private',
    ]);
    expect(
      labels(
        await completions('governance.yaml', 'require: { labels: [private] }', 'require:\n      labels:\n        - ‸'),
      ),
    ).toEqual(['private']);
    expect(labels(await completions('orchestration.yaml', '      summarize: quick\n', '      ‸\n'))).toEqual([
      'summarize',
    ]);
  });

  it('offers a whole rule or table to fill in', async () => {
    const found = await completions('governance.yaml', 'rules:\n', 'rules:\n  ‸\n');
    expect(labels(found)).toEqual(expect.arrayContaining(['rule', 'table']));
  });

  it('explains a key that the cursor is on', async () => {
    const { file, cursor } = await edit('tiers.yaml', 'fallbacks: [llama]', 'fall‸backs: [llama]');
    expect(await server.hover(file, cursor)).toContain('Tried in order when the model before fails.');
    const fact = await edit('tiers.yaml', 'when: { words: { above: 100 } }', 'when: { wo‸rds: { above: 100 } }');
    expect(await server.hover(fact.file, fact.cursor)).toContain('Is the number of words in the last user message.');
  });

  it('completes who may compete by price, and what may be asked of them', async () => {
    const tier = 'general: { model: balanced, fallbacks: [fast], max_tokens: 2048 }';
    const among = await completions(
      'orchestration.yaml',
      tier,
      'general: { cheapest: { among: [‸] }, max_tokens: 2048 }',
    );
    expect(labels(among)).toEqual(expect.arrayContaining(['balanced', 'code', 'deep', 'fast']));
    const block = 'general:\n    max_tokens: 1\n    cheapest:\n      ';
    const kinds = await completions('orchestration.yaml', tier, `${block}among: ‸`);
    expect(labels(kinds)).toEqual(expect.arrayContaining(['all', 'catalogue']));
    const keys = await completions('orchestration.yaml', tier, `${block}‸`);
    expect(labels(keys)).toEqual(expect.arrayContaining(['among', 'expected_output', 'free', 'min_context', 'needs']));
    const { diagnostics } = await edit(
      'orchestration.yaml',
      tier,
      'general: { cheapest: { among: [fast, codex] }, max_tokens: 2 }',
    );
    expect(diagnostics.join('\n')).toMatch(/"fast", "balanced", "deep", "code"/);
  });

  it.each([
    [
      'a tier that does not exist',
      'then: premium',
      'then: premum',
      /Valid values: "free", "budget", "mid", "standard", "premium"/,
    ],
    ['a fact that does not exist', 'when: { words: { above: 100 } }', 'when: { wrods: { above: 100 } }', /wrods/],
    ['a text for a number', 'when: { words: { above: 100 } }', 'when: { words: { above: "100" } }', /number/],
    ['an operator of another type', 'when: { words: { above: 100 } }', 'when: { words: { contains: a } }', /contains/],
    [
      'an operator of another type beside values',
      'id: hard\n',
      'id: hard\n    unless: { task: { above: 1 } }\n',
      /above/,
    ],
    ['an entry that the table’s fact has no value for', 'chat: mid', 'chatter: mid', /chatter/],
    ['a missing slot', 'model: gemma,', 'model: gema,', /gemma/],
  ])('marks %s', async (_what, before, after, message) => {
    const { diagnostics } = await edit('tiers.yaml', before, after);
    expect(diagnostics.join('\n')).toMatch(message);
    expect(diagnostics).toHaveLength(1);
  });
});

describe('an editor with the published schema', () => {
  it.each(readdirSync(shipped))('marks nothing in %s', async (name) => {
    const schema = join(shipped, '../schemas', name.includes('.test.') ? 'fixtures.schema.json' : 'policy.schema.json');
    const text = readFileSync(join(shipped, name), 'utf8');
    const file = join(folder, `published-${name}`);
    expect(await server.open(file, `# yaml-language-server: $schema=${schema}\n${text}`)).toEqual([]);
  });
});

describe('an editor with the schema of fixtures', () => {
  it('completes rules, tiers and facts', async () => {
    expect(labels(await completions('tiers.test.yaml', 'rule: by-task.otherwise', 'rule: ‸'))).toEqual(
      expect.arrayContaining(['by-task.analysis', 'by-task.otherwise', 'default', 'hard', 'medium-length']),
    );
    expect(labels(await completions('tiers.test.yaml', 'matrix: { reasoning: [true] }', 'matrix:\n      ‸'))).toEqual([
      'code',
      'maths',
      'reasoning',
      'task',
      'words',
    ]);
  });

  it.each([
    ['a rule that does not exist', 'rule: medium-length', 'rule: medium-lenght', /medium-length/],
    ['a tier that does not exist', 'tier: premium, facts', 'tier: premum, facts', /premium/],
    ['a value outside the fact’s domain', 'matrix: { reasoning: [true] }', 'matrix: { reasoning: [maybe] }', /boolean/],
    ['a fact that does not exist', 'not_computed: [maths]', 'not_computed: [math]', /maths/],
  ])('marks %s', async (_what, before, after, message) => {
    const { diagnostics } = await edit('tiers.test.yaml', before, after);
    expect(diagnostics.join('\n')).toMatch(message);
  });
});

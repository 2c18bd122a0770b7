import { describe, expect, it } from 'vitest';
import { smallPolicy } from '../small-policy.js';
import { temporaryFolder } from '../temporary-folder.js';
import { policy, type Ran } from '../test-io.js';

const one = { 'policies/small.yaml': smallPolicy() };
const two = { ...one, 'policies/other.yaml': smallPolicy({ name: 'other' }) };

async function decide(argv: readonly string[], files: Record<string, string> = one): Promise<Ran> {
  return policy(['decide', '--json', ...argv], { cwd: temporaryFolder(files) });
}

async function decideLines(lines: readonly unknown[], files: Record<string, string> = one) {
  const stdin = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n');
  const { code, out } = await policy(['decide', '--json'], { cwd: temporaryFolder(files), stdin });
  const results = out.trimEnd().split('\n');
  return { code, results: results.map((line) => JSON.parse(line) as Record<string, unknown>) };
}

const body = (content: string, more: object = {}): object => ({ messages: [{ role: 'user', content }], ...more });

describe('policy decide with flags', () => {
  it('decides a prompt given as words', async () => {
    const { code, out, err } = await decide(['one', 'two']);
    expect(code).toBe(0);
    expect(err).toBe('');
    expect(JSON.parse(out)).toMatchObject({
      policy: 'small',
      version: expect.stringMatching(/^[0-9a-f]{12}$/),
      rule: 'by-size.below-3',
      tier: 'quick',
      chain: ['m/fast', 'm/deep'],
      max_tokens: 100,
      facts: { words: 2 },
    });
  });

  it('reads attributes as the policy wants them', async () => {
    const flags = ['--task', 'code', '--attribute', 'user.level=3', '--attribute', 'user.id=42', '--prompt', 'x'];
    const { out } = await decide(flags);
    expect(JSON.parse(out)).toMatchObject({ rule: 'hard', facts: { task: 'code', level: 3 } });
  });

  it('takes given facts, the model, the limit and a system message', async () => {
    const { out } = await decide(['--fact', 'words=4', '--max-tokens', '50', '--system', 'be brief', 'hello']);
    expect(JSON.parse(out)).toMatchObject({ rule: 'by-size.below-6', max_tokens: 50, facts: { words: 4 } });
  });

  it('takes a body from a file, and adds the flags to it', async () => {
    const request = JSON.stringify(body('a b c d', { max_tokens: 7, attributes: { user: { id: 'u' } } }));
    const { out } = await decide(['--file', 'request.json', '--task', 'code'], { ...one, 'request.json': request });
    expect(JSON.parse(out)).toMatchObject({ rule: 'by-size.below-6', max_tokens: 7, facts: { task: 'code' } });
  });

  it('lets the body name its policy, and --name another', async () => {
    const files = { ...two, 'request.json': JSON.stringify(body('x', { policy: 'other' })) };
    expect(JSON.parse((await decide(['--file', 'request.json'], files)).out)).toMatchObject({ policy: 'other' });
    const named = await decide(['--file', 'request.json', '--name', 'small'], files);
    expect(JSON.parse(named.out)).toMatchObject({ policy: 'small' });
  });

  it('shows a refusal', async () => {
    const { code, out } = await decide(['--task', 'forbidden', 'x']);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      rule: 'forbidden',
      reject: { message: 'not here', status: 451 },
      chain: [],
    });
  });

  it('asks which policy when there are several', async () => {
    const unnamed = await decide(['x'], two);
    expect(unnamed.code).toBe(2);
    expect(unnamed.err).toContain('name one of the policies other, small');
    expect(JSON.parse((await decide(['--name', 'other', 'x'], two)).out)).toMatchObject({ policy: 'other' });
    const misspelt = await decide(['--name', 'smal', 'x'], two);
    expect(misspelt.code).toBe(2);
    expect(misspelt.err).toContain('Did you mean "small"?');
  });

  it.each<[readonly string[], string]>([
    [['--fact', 'wods=1', 'x'], 'did you mean "words"?'],
    [['--fact', 'words=many', 'x'], 'facts.words must be'],
    [['--fact', 'words', 'x'], 'Write name=value.'],
    [['--max-tokens', '0', 'x'], 'at least 1'],
    [['--attribute', '.a=1', 'x'], 'is not an attribute path'],
    [['--attribute', 'user.__proto__.tier=pro', 'x'], 'cannot go through __proto__'],
    [['--file', 'nope.json'], 'nope.json'],
  ])('refuses %j', async (argv, message) => {
    const { code, out, err } = await decide(argv);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(message);
  });

  it('tells a person what it decided', async () => {
    const { out } = await policy(['decide', 'one', 'two', 'three'], { cwd: temporaryFolder(one) });
    expect(out).toContain('by-size.below-6');
    expect(out).toContain('m/deep → m/fast');
    expect(out).toMatch(/max_tokens +1000/);
    expect(out).toContain('words=3');
  });

  it.each([
    [['--task', 'draft', '--attribute', 'task=code'], 'the attribute task is given twice'],
    [['--attribute', 'user.id=1', '--attribute', 'user.id=2'], 'the attribute user.id is given twice'],
    [['--attribute', 'user.id=1', '--attribute', 'user=x'], 'the attribute user is given twice'],
    [['--fact', 'words=1', '--fact', 'words=2'], 'the fact words is given twice'],
    [['--prompt', 'a', 'b'], 'give the prompt once: --prompt, or the words "b"'],
    [['--prompt', 'a', '--prompt', 'b'], 'It was given before'],
    [['--max-tokens', '5', '--max-tokens', '6'], 'It was given before'],
  ])('refuses flags that contradict each other: %j', async (flags, message) => {
    const { code, out, err } = await decide(flags);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(message);
  });

  it.each([
    ['gone.json', '--file gone.json cannot be read: it does not exist'],
    ['policies', '--file policies cannot be read: it is a folder'],
    ['empty.json', '--file empty.json is empty'],
    ['half.json', '--file half.json is not JSON: it ends too early'],
    ['list.json', 'a JSON object was expected'],
  ])('says what is wrong with --file %s', async (file, message) => {
    const bad = { ...one, 'empty.json': '\n', 'half.json': '{"messages":', 'list.json': '[]' };
    const { code, err } = await decide(['--file', file], bad);
    expect(code).toBe(2);
    expect(err).toContain(message);
  });

  it('asks for a request when there is none', async () => {
    const { code, err } = await decide([]);
    expect(code).toBe(2);
    expect(err).toContain('give a request');
  });
});

describe('policy decide with JSON Lines', () => {
  it('answers line by line, in order', async () => {
    const sizes = Array.from({ length: 100 }, (_, index) => (index % 9) + 1);
    const { code, results } = await decideLines(sizes.map((size) => body('word '.repeat(size))));
    expect(code).toBe(0);
    expect(results.map(({ facts }) => (facts as { words: number }).words)).toEqual(sizes);
  });

  it('takes attributes, facts and the policy beside the body', async () => {
    const lines = [
      body('x', { policy: 'other', attributes: { task: 'forbidden' } }),
      body('x', { policy: 'small', facts: { words: 5 } }),
    ];
    const { results } = await decideLines(lines, two);
    expect(results).toMatchObject([
      { policy: 'other', reject: { status: 451 } },
      { policy: 'small', rule: 'by-size.below-6' },
    ]);
  });

  it('puts an error in the place of a bad line, and goes on', async () => {
    const lines = [body('x'), '{"messages":', '', { messages: [] }, body('x', { facts: { wods: 1 } }), body('x y')];
    const { code, results } = await decideLines(lines);
    expect(code).toBe(1);
    expect(results).toMatchObject([
      { tier: 'quick' },
      { error: { code: 'REQUEST_INVALID', message: expect.stringContaining('not JSON'), line: 2 } },
      { error: { code: 'REQUEST_INVALID', message: expect.stringContaining('messages'), line: 4 } },
      { error: { code: 'REQUEST_INVALID', message: expect.stringContaining('wods'), line: 5 } },
      { tier: 'quick', facts: { words: 2 } },
    ]);
  });

  it('is not disturbed by lines made to disturb it', async () => {
    const table = Object.fromEntries(Array.from({ length: 20_000 }, (_, key) => [`k${key}`, key]));
    const { code, results } = await decideLines([
      '{"messages":[{"role":"user","content":"\\ud800 \\udc00 a\\u0000b"}]}',
      '{"messages":[{"role":"user","content":"x"}],"attributes":{"__proto__":{"task":"forbidden"},"constructor":1}}',
      '{"messages":[{"role":"user","content":"x"}],"facts":{"__proto__":1}}',
      '{"__proto__":{"messages":[{"role":"user","content":"x"}]}}',
      body('x', { attributes: table }),
      { messages: [{ role: 'user', content: Array.from({ length: 100_000 }, () => ({ type: 'text', text: '' })) }] },
      `${'['.repeat(100_000)}${']'.repeat(100_000)}`,
      body('x', { metadata: JSON.parse(`${'['.repeat(300)}${']'.repeat(300)}`) }),
      body('x y'),
    ]);
    const refused = (message: string, line: number) => ({
      error: { code: 'REQUEST_INVALID', message: expect.stringContaining(message), line },
    });
    expect(code).toBe(1);
    expect(results).toMatchObject([
      { tier: 'thorough', facts: { words: 3 } },
      { tier: 'quick', facts: { words: 1 } },
      refused('no fact "__proto__"', 3),
      refused('messages is missing', 4),
      refused('attributes has 20000 keys', 5),
      { tier: 'quick', facts: { words: 0 } },
      refused('the request is an array', 7),
      refused('nested more than 200 levels deep', 8),
      { tier: 'quick', facts: { words: 2 } },
    ]);
  });

  it('decides no line that is not UTF-8, and goes on', async () => {
    const good = `${JSON.stringify(body('x'))}\n`;
    const stdin = Buffer.concat([
      Buffer.from(good),
      Buffer.from(good.replace('x', '\xff'), 'latin1'),
      Buffer.from(good),
    ]);
    const { code, out } = await policy(['decide', '--json'], { cwd: temporaryFolder(one), stdin });
    expect(code).toBe(1);
    expect(
      out
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toMatchObject([
      { tier: 'quick' },
      { error: { code: 'REQUEST_INVALID', message: 'the line is not UTF-8 text', line: 2 } },
      { tier: 'quick' },
    ]);
  });

  it('tells of bad lines on standard error when people read', async () => {
    const { code, out, err } = await policy(['decide'], { cwd: temporaryFolder(one), stdin: 'nonsense\n' });
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toContain('line 1: the line is not JSON');
  });

  it('finds nothing to do in an empty input', async () => {
    const { code, err } = await policy(['decide', '--json'], { cwd: temporaryFolder(one), stdin: '\n' });
    expect(code).toBe(2);
    expect(err).toContain('held no request');
  });
});

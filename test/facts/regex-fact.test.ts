import { describe, expect, it } from 'vitest';
import { compileFacts } from '../../src/facts/fact-catalogue.js';
import { judgePattern } from '../../src/facts/judge-pattern.js';
import { parsePolicy } from '../../src/policy/parse-policy.js';
import type { RegexFact } from '../../src/policy/policy-document.generated.js';
import { turnsDuring } from '../support/turns-during.js';
import { asking, compileOne, known } from './support.js';

const cut = expect.objectContaining({ known: false, reason: 'cut' });

const minimal = `policy: p
language: 1
endpoints: { e: { kind: openrouter, api_key: { env: KEY } } }
models: { m: { id: a/b, endpoint: e } }
tiers: { t: { model: m, max_tokens: 10 } }
rules: []
default: t`;

async function find(text: string, fields: Omit<RegexFact, 'from'>): Promise<unknown> {
  return (await compileOne({ from: 'regex', ...fields })).read(asking(text));
}

describe('a pattern', () => {
  it.each<[string, Omit<RegexFact, 'from'>, boolean]>([
    ['see\n```js', { pattern: '```|\\b(def|function|class|import)\\s' }, true],
    ['def f():', { pattern: '```|\\b(def|function|class|import)\\s' }, true],
    ['undefined behaviour', { pattern: '```|\\b(def|function|class|import)\\s' }, false],
    ['DEF f', { pattern: 'def ' }, false],
    ['DEF f', { pattern: 'def ', ignore_case: true }, true],
    ['x', { pattern: '^\\p{L}$' }, true],
    ['é', { pattern: '^\\p{L}$' }, true],
    ['😀', { pattern: '^.$' }, true],
    // Without the u flag, since \\- is no escape with it.
    ['a-b', { pattern: '[a\\-b]{3}\\-?' }, true],
    ['ǅ', { pattern: 'ǆ', ignore_case: true }, true],
  ])('in %j finds %j: %s', async (text, fields, found) => {
    expect(await find(text, fields)).toEqual(known(found));
  });

  it('gives the same answer each time', async () => {
    const { read } = await compileOne({ from: 'regex', pattern: 'a' });
    for (let time = 0; time < 3; time += 1) expect(read(asking('a'))).toEqual(known(true));
  });
});

describe('a judged pattern', () => {
  it.each(['(a+)+$', '^(a|a)*$', '(x+x+)+y'])('%s is refused, with a text that attacks it', async (pattern) => {
    const { diagnostics } = await compileOne({ from: 'regex', pattern });
    expect(diagnostics).toHaveLength(1);
    expect(diagnostics[0]).toMatchObject({ code: 'regex-exponential', severity: 'error' });
    expect(diagnostics[0]?.message).toMatch(/repeat\(/);
    expect(diagnostics[0]?.message.length).toBeLessThan(220);
  });

  it.each(['\\s+$', 'a.*b.*c', '\\d+-'])('%s is warned of, since it can take polynomial time', async (pattern) => {
    const { diagnostics } = await compileOne({ from: 'regex', pattern });
    expect(diagnostics).toMatchObject([{ code: 'regex-polynomial', severity: 'warning' }]);
  });

  it.each(['calculate|equation|proof', '^def ', '\\bimport\\s', 'a{1,3}b', '[a-z]{3}'])(
    '%s is fine',
    async (pattern) => {
      expect((await compileOne({ from: 'regex', pattern })).diagnostics).toEqual([]);
    },
  );

  it('has its finding where the pattern stands, as one that is no pattern has', async () => {
    const placesOf = async (pattern: string): Promise<unknown> => {
      const { policy, diagnostics } = parsePolicy(
        `${minimal}\nfacts:\n  code: { from: regex, pattern: '${pattern}' }\n`,
      );
      const { diagnostics: judged } = await compileFacts(policy?.facts ?? new Map());
      return [...diagnostics, ...judged].map(({ code, place: { line, column } }) => ({ code, line, column }));
    };
    expect(await placesOf('(a+')).toEqual([{ code: 'regex-syntax', line: 9, column: 33 }]);
    expect(await placesOf('(a+)+$')).toEqual([{ code: 'regex-exponential', line: 9, column: 33 }]);
    expect(await placesOf('a.*b.*c')).toEqual([{ code: 'regex-polynomial', line: 9, column: 33 }]);
  });

  it('is judged once in a process', () => {
    expect(judgePattern('(b+)+$', 'u')).toBe(judgePattern('(b+)+$', 'u'));
  });

  it('does not hold up the event loop', async () => {
    const { turns } = await turnsDuring(() => judgePattern('([a-z0-9]+[-.]?)+@([a-z]+[.]?)+[a-z]{2,9}$', 'iu'));
    expect(turns).toBeGreaterThan(2);
  });

  it('is judged among many at the same time', async () => {
    const patterns = ['(c+)+$', 'c{2}d', '(d+)+$', 'd{2}e'];
    const verdicts = await Promise.all(patterns.map((pattern) => judgePattern(pattern, 'u')));
    expect(verdicts.map(({ kind }) => kind)).toEqual(['exponential', 'linear', 'exponential', 'linear']);
  });
});

describe('a text over the limit', () => {
  const linear = 2 ** 20;
  const doubtful = 16 * 2 ** 10;

  it('is searched at its two ends', async () => {
    const filling = '-'.repeat(linear);
    expect(await find(`needle${filling}`, { pattern: 'needle' })).toEqual(known(true));
    expect(await find(`${filling}needle`, { pattern: 'needle' })).toEqual(known(true));
    expect(await find(`${filling}needle${filling}`, { pattern: 'needle' })).toEqual(cut);
    expect(await find(filling, { pattern: 'needle' })).toEqual(known(false));
  });

  it('is shorter for a pattern that can take polynomial time', async () => {
    const pattern = 'ne+d.*le';
    const filling = '-'.repeat(doubtful - 6);
    expect(await find(filling, { pattern })).toEqual(known(false));
    expect(await find(`needle${filling}`, { pattern })).toEqual(known(true));
    expect(await find(`x${filling}needle`, { pattern })).toEqual(known(true));
    expect(await find(`${filling}needle${filling}`, { pattern })).toEqual(cut);
  });

  it('is shorter still the higher the degree, so that an attack ends soon', async () => {
    const pattern = 'a.*b.*c.*d';
    const { diagnostics, read } = await compileOne({ from: 'regex', pattern });
    expect(diagnostics[0]?.help).toMatch(/sees at most \d{3} characters/);
    expect(read(asking('abc'.repeat(doubtful)))).toEqual(cut);
    expect(read(asking('abcd'))).toEqual(known(true));
  });

  it('has no match that only the cut makes', async () => {
    const text = 'a'.repeat(3 * linear);
    for (const pattern of ['^a$', 'a$(?<=^aa)', '\\ba\\b', 'a(?!a)'])
      expect(await find(text, { pattern }), pattern).toEqual(cut);
    expect(await find(`${text}b`, { pattern: 'b$' })).toEqual(known(true));
    expect(await find(`b${text}`, { pattern: '^b' })).toEqual(known(true));
  });

  it('has others served before each pattern', async () => {
    const { read } = await compileOne({ from: 'regex', pattern: 'needle' });
    const request = asking('-'.repeat(linear));
    const { value, turns } = await turnsDuring(async () => [await read(request), await read(request)]);
    expect(value).toEqual([known(false), known(false)]);
    expect(turns).toBeGreaterThanOrEqual(2);
    expect(read(asking('-'.repeat(2 ** 16)))).toEqual(known(false));
  });

  it('keeps surrogate pairs whole', async () => {
    expect(await find(`x${'😀'.repeat(linear)}`, { pattern: '\\p{Cs}' })).toEqual(cut);
    expect(await find('😀'.repeat(linear), { pattern: '\\p{Cs}' })).toEqual(cut);
  });
});

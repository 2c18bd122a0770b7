import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileFacts } from '../../src/facts/fact-catalogue.js';
import type { FactDeclaration } from '../../src/policy/fact-declaration.js';
import type { FactValue } from '../../src/policy/fact-domain.js';
import type { Fact } from '../../src/policy/policy-document.generated.js';
import { turnsDuring } from '../support/turns-during.js';
import { asking, compileOne, declare, known, missing } from './support.js';

describe('words', () => {
  it.each<[string, number]>([
    ['', 0],
    ['  \n\t ', 0],
    ['one', 1],
    [' one  two\nthree\u00a0four\u3000five ', 5],
    ["it's well-known, isn't it?", 4],
    ['漢字', 1],
  ])('are the runs of %j that are not white space', async (text, words) => {
    expect((await compileOne({ from: 'words' })).read(asking(text))).toEqual(known(words));
  });

  it('are what splitting at white space gives', async () => {
    const { read } = await compileOne({ from: 'words' });
    const text = fc.string({
      unit: fc.constantFrom('a', 'é', '😀', ' ', '\n', '\t', '\u0085', '\u2003', '\ufeff', '\u200b'),
    });
    fc.assert(
      fc.property(text, (sample) => {
        expect(read(asking(sample))).toEqual(known(sample.split(/\s+/).filter((word) => word !== '').length));
      }),
    );
  });

  it('are of the selected text', async () => {
    const request = asking('one two', {
      messages: [
        { role: 'system', content: 'be kind please' },
        { role: 'user', content: 'one' },
        { role: 'user', content: 'two three' },
      ],
    });
    const count = async (text: 'last_user' | 'user' | 'system' | 'all'): Promise<unknown> =>
      (await compileOne({ from: 'words', text })).read(request);
    expect(await count('last_user')).toEqual(known(2));
    expect(await count('user')).toEqual(known(3));
    expect(await count('system')).toEqual(known(3));
    expect(await count('all')).toEqual(known(6));
  });
});

describe('characters', () => {
  it('are code points', async () => {
    const { read } = await compileOne({ from: 'characters' });
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(read(asking(text))).toEqual(known([...text].length));
      }),
    );
    expect(read(asking('a\ud800\udc00\udc00\ud800'))).toEqual(known(4));
  });
});

describe('a text of a megabyte', () => {
  const text = 'one 😀 line\n'.repeat(2 ** 20 / 12);
  it.each<[string, Fact, unknown]>([
    ['words', { from: 'words' }, (text.length / 12) * 3],
    ['characters', { from: 'characters' }, (text.length / 12) * 11],
    ['keywords', { from: 'keywords', keywords: ['two'] }, false],
    ['sensitive data', { from: 'detect', kinds: ['card', 'api_key'] }, false],
  ])('is searched for %s while others are served', async (_, declaration, value) => {
    const { read } = await compileOne(declaration);
    const { value: reading, turns } = await turnsDuring(() => read(asking(text)));
    expect(reading).toEqual(known(value as FactValue));
    expect(turns).toBeGreaterThan(2);
  });
});

describe('facts of the body', () => {
  it('count turns', async () => {
    expect((await compileOne({ from: 'turns' })).read(asking('hello'))).toEqual(known(1));
  });

  it('list what is needed', async () => {
    const { read } = await compileOne({ from: 'needs' });
    expect(read(asking('hello', { response_format: { type: 'json_schema' } }))).toEqual(known(['json_schema']));
    expect(read(asking('hello'))).toEqual(known([]));
  });

  it('name the requested model, unless it is left to the router', async () => {
    const { read } = await compileOne({ from: 'model_requested' });
    expect(read(asking('hello', { model: 'gpt-4o' }))).toEqual(known('gpt-4o'));
    for (const model of [undefined, '', 'auto']) expect(read(asking('hello', { model }))).toEqual(missing);
  });
});

describe('a clock', () => {
  const at = (time: string): number => Date.parse(time);

  it.each<[string, string, unknown]>([
    ['2026-03-02T00:00:00Z', 'UTC', 0],
    ['2026-03-02T23:59:59Z', 'UTC', 23],
    ['2026-03-02T09:00:00Z', 'Asia/Kolkata', 14],
    // Daylight saving time begins at 01:00 UTC.
    ['2026-03-29T00:59:59Z', 'Europe/Berlin', 1],
    ['2026-03-29T01:00:00Z', 'Europe/Berlin', 3],
  ])('gives the hour of %s in %s', async (time, timezone, hour) => {
    const { read } = await compileOne({ from: 'clock', part: 'hour', timezone });
    expect(read(asking('', {}, at(time)))).toEqual(known(hour as number));
  });

  it('gives the weekday in its time zone', async () => {
    const { read } = await compileOne({ from: 'clock', part: 'weekday', timezone: 'Pacific/Auckland' });
    expect(read(asking('', {}, at('2026-03-01T12:00:00Z')))).toEqual(known('monday'));
    expect(read(asking('', {}, at('2026-03-01T10:59:59Z')))).toEqual(known('sunday'));
  });
});

describe('keywords', () => {
  const find = async (text: string, keywords: string[], options: object = {}): Promise<unknown> => {
    const reading = await (await compileOne({ from: 'keywords', keywords, ...options })).read(asking(text));
    return reading.known ? reading.value : reading;
  };

  it.each<[string, string]>([
    ['how does it work', 'how does'],
    ['Why?', 'why'],
    ['(why)', 'why'],
    ['WHY not', 'why'],
    ['anyway, why', 'why'],
    ['ΟΔΥΣΣΕΥΣ', 'οδυσσευς'],
    ['ΟΔΥΣΣΕΥΣ', 'Οδυσσεύς'.normalize('NFD').replace(/\p{M}/gu, '')],
    ['price: 5$ (c++)', 'c++'],
    ['😀why😀', 'why'],
  ])('find in %j the word %j', async (text, keyword) => {
    expect(await find(text, [keyword])).toBe(true);
  });

  it.each<[string, string]>([
    ['anywhy', 'why'],
    ['whyever', 'why'],
    ['why_not', 'why'],
    ['why2', 'why'],
    ['éwhy', 'why'],
    ['whyé', 'why'],
    ['why\u0301', 'why'],
    ['𝐚why', 'why'],
    ['why𝐚', 'why'],
    ['axb', 'a.b'],
    ['', 'why'],
  ])('do not find in %j the word %j', async (text, keyword) => {
    expect(await find(text, [keyword])).toBe(false);
  });

  it('stand inside words with match: substring, and are literal', async () => {
    expect(await find('a.*b', ['.*'], { match: 'substring' })).toBe(true);
    expect(await find('axxb', ['.*'], { match: 'substring' })).toBe(false);
    expect(await find('recalculated', ['calculate'], { match: 'substring' })).toBe(true);
    expect(await find('recalculated', ['calculate'])).toBe(false);
  });

  it('mind case when told', async () => {
    expect(await find('Class', ['class'], { ignore_case: false })).toBe(false);
    expect(await find('class', ['class'], { ignore_case: false })).toBe(true);
  });

  it('are found wherever they are put between other words', async () => {
    const word = fc.stringMatching(/^[a-z]{1,5}$/);
    await fc.assert(
      fc.asyncProperty(
        fc.array(word),
        word,
        fc.array(word),
        fc.constantFrom(' ', ', ', '\n', '-'),
        async (before, keyword, after, gap) => {
          expect(await find([...before, keyword, ...after].join(gap), [keyword])).toBe(true);
        },
      ),
    );
  });

  it('of several facts are found each for itself, whichever text they look at and however', async () => {
    const list = (fields: object): FactDeclaration =>
      declare({ from: 'keywords', keywords: ['why', 'who'], ...fields } as never);
    const { facts } = await compileFacts(
      new Map(
        Object.entries({
          word: list({}),
          other: list({ keywords: ['how', 'whose'] }),
          inside: list({ keywords: ['ho'], match: 'substring' }),
          cased: list({ keywords: ['Who'], ignore_case: false }),
          system: list({ text: 'system' }),
          all: list({ keywords: ['rule'], text: 'all' }),
        }).map(([name, fact]) => [name, { ...fact, name }]),
      ),
    );
    const messages = [
      { role: 'system', content: 'One rule: ask why.' },
      { role: 'user', content: 'who knows' },
    ];
    const request = asking('', { messages });
    const found = [...facts].map(([name, { read }]) => [name, read(request)]);
    expect(Object.fromEntries(found)).toEqual({
      word: known(true),
      other: known(false),
      inside: known(true),
      cased: known(false),
      system: known(true),
      all: known(true),
    });
  });

  it('take linear time on a text full of near misses', async () => {
    expect(await find('a'.repeat(2 ** 20), ['a'.repeat(50), 'ab', 'a'])).toBe(false);
  });
});

describe('detect', () => {
  it('looks for the chosen kinds only', async () => {
    const { read } = await compileOne({ from: 'detect', kinds: ['us_ssn', 'iban'] });
    expect(read(asking('jane@example.com'))).toEqual(known(false));
    expect(read(asking('512-43-1188'))).toEqual(known(true));
    expect(read(asking('DE89370400440532013000'))).toEqual(known(true));
  });

  it('sees everything that is sent with text: all', async () => {
    const { read } = await compileOne({ from: 'detect', kinds: ['us_ssn'], text: 'all' });
    const call = { type: 'function', function: { name: 'f', arguments: '{"ssn":"512-43-1188"}' } };
    expect(read(asking('', { messages: [{ role: 'assistant', tool_calls: [call] }] }))).toEqual(known(true));
    expect(read(asking('', { tools: [{ function: { name: 'f', description: '512-43-1188' } }] }))).toEqual(known(true));
    expect(read(asking('', { from_the_future: '512-43-1188' }))).toEqual(known(true));
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderDiagnostics } from '../../src/diagnostics/render-diagnostic.js';
import type { Condition } from '../../src/policy/condition.js';
import type { RouteOutcome } from '../../src/policy/outcome.js';
import { parsePolicy } from '../../src/policy/parse-policy.js';
import type { Policy } from '../../src/policy/policy.js';
import { designPage, readShared, sharedModels } from './design-page.js';

function parse(text: string, file?: string): Policy {
  const { policy, diagnostics } = parsePolicy(text, {
    readInclude: readShared,
    ...(file !== undefined && { file }),
  });
  expect(diagnostics).toEqual([]);
  return policy!;
}

/** A condition in one line, without places. */
function words(condition: Condition): string {
  switch (condition.kind) {
    case 'all':
    case 'any':
      return `${condition.kind}(${condition.conditions.map(words).join(', ')})`;
    case 'not':
      return `not(${words(condition.condition)})`;
    case 'comparison': {
      const { fact, operator, value } = condition.comparison;
      return `${fact} ${operator} ${JSON.stringify(value)}`;
    }
    default:
      return condition satisfies never;
  }
}

const small = (rules: string, more = ''): string => `policy: small
language: 1
endpoints:
  router: { kind: openrouter }
  server: { kind: openai }
models:
  a: { id: acme/a, endpoint: router }
  b: { id: acme/b, endpoint: server }
  a2: { id: acme/a, endpoint: router }
  a3: { id: acme/a, endpoint: server }
tiers:
  one: { model: a, fallbacks: [b], max_tokens: 100, timeout: 10s, params: { temperature: 0, top_p: 1 }, variant: floor }
  two: { model: b, fallbacks: [{ tier: three }, a], max_tokens: 200 }
  three: { model: a3, fallbacks: [a], max_tokens: 300, variant: nitro }
facts:
  text: { from: attribute, path: text }
  size: { from: attribute, path: size, type: number }
  flag: { from: attribute, path: flag, type: boolean }
  needs: { from: needs }
${rules}
${more}`;

function rulesOf(rules: string): string[] {
  return parse(small(`rules:\n${rules}\ndefault: one\n`)).rules.map(
    ({ id, condition }) => `${id}: ${words(condition)}`,
  );
}

function outcomeOf(outcome: string, more = ''): RouteOutcome {
  return parse(small(`rules: []\ndefault: ${outcome}\n${more}`)).default as RouteOutcome;
}

describe("the design's example", () => {
  const policy = parse(designPage, 'support.yaml');

  it('gives rules with tables expanded, in the order of the file', () => {
    expect(policy.rules.map(({ id, condition, place }) => [id, words(condition), place.line])).toEqual([
      ['sensitive-stays-inside', 'sensitive is true', 25],
      ['hard-code', 'all(task one_of ["reason","code"], any(has_code is true, words at_least 500))', 28],
      ['by-task.summarize', 'task is "summarize"', 33],
      ['by-task.classify', 'task is "classify"', 33],
      ['deep-trial', 'all(all(user_tier is "free", deep_trial is "treatment"), not(tokens at_least 2000))', 34],
      ['by-size.below-500', 'tokens below 500', 40],
      ['by-size.below-2000', 'tokens below 2000', 40],
      ['by-size.otherwise', 'all(not(tokens below 500), not(tokens below 2000))', 40],
    ]);
  });

  it('gives complete outcomes', () => {
    const trial = policy.rules[4]?.outcome as RouteOutcome;
    expect(trial.tier?.name).toBe('premium');
    expect(trial.chain.map(({ name }) => name)).toEqual(['deep', 'balanced']);
    expect(trial).toMatchObject({ kind: 'route', maxTokens: 1024, timeout: { totalMs: 60_000 } });
    expect((policy.default as RouteOutcome).chain.map(({ id }) => id)).toEqual([
      'openai/gpt-4o-mini',
      'google/gemini-2.5-flash',
    ]);
  });

  it('keeps names in the order of the files, each with its place', () => {
    expect([...policy.models.keys()]).toEqual(['fast', 'balanced', 'deep', 'private']);
    expect(policy.models.get('private')?.place).toMatchObject({ file: 'shared/models.yaml', line: 5, column: 3 });
    expect([...policy.facts.keys()]).toHaveLength(7);
    expect(policy.files.map(({ file }) => file)).toEqual(['support.yaml', 'shared/models.yaml']);
  });

  it('fills in the base URL of an endpoint, and nothing that is not known', () => {
    const { openrouter, inhouse } = Object.fromEntries(policy.endpoints);
    expect(openrouter?.apiKey).toEqual({ env: 'OPENROUTER_API_KEY' });
    expect(inhouse?.baseUrl).toEqual({ env: 'INHOUSE_URL' });
    expect(inhouse).not.toHaveProperty('zdr');
    expect(policy).not.toHaveProperty('defaultMaxTokens');
    expect(policy.pinning).toEqual(new Set());
  });

  it('gives constraints', () => {
    expect(policy.constraints).toMatchObject([
      { id: 'sensitive-needs-private-models', require: { labels: ['private'] } },
      { id: 'free-users-are-capped', cap: { max_tokens: 1024 } },
    ]);
  });
});

describe('a condition', () => {
  const when = (condition: string): string => rulesOf(`  - { id: r, when: ${condition}, then: one }`)[0]!.slice(3);

  it.each([
    ['{ text: a }', 'text is "a"'],
    ['{ text: [a, b] }', 'text one_of ["a","b"]'],
    ['{ size: { above: 1, at_most: 5 } }', 'all(size above 1, size at_most 5)'],
    ['{ size: { between: [1, 5] } }', 'size between [1,5]'],
    ['{ text: a, size: 5 }', 'all(text is "a", size is 5)'],
    ['{ any: [{ text: a }, { size: 5, flag: true }] }', 'any(text is "a", all(size is 5, flag is true))'],
    ['{ not: { text: a, flag: false } }', 'not(all(text is "a", flag is false))'],
    ['{ flag: true, not: { text: a } }', 'all(flag is true, not(text is "a"))'],
    ['{ text: { exists: false } }', 'text exists false'],
    ['{ needs: { contains: tools } }', 'needs contains "tools"'],
    ['{ text: "5" }', 'text is "5"'],
    ['{ text: { none_of: [a] } }', 'text none_of ["a"]'],
  ])('%s means %s', (condition, meaning) => {
    expect(when(condition)).toBe(meaning);
  });

  it('places each comparison at its operator, or at its value', () => {
    const policy = parse(
      small('rules:\n  - id: r\n    when: { text: a, size: { below: 5 } }\n    then: one\ndefault: one'),
    );
    const condition = policy.rules[0]!.condition;
    const places = condition.kind === 'all' ? condition.conditions.map(({ place }) => place) : [];
    expect(places).toMatchObject([
      { pointer: '/rules/0/when/text', column: 19, endColumn: 20 },
      { pointer: '/rules/0/when/size/below', column: 30, endColumn: 38 },
    ]);
  });
});

describe('a table', () => {
  it.each([
    ['text', '{ b: one, 10: two, a: one }', ['t.b: text is "b"', 't.10: text is "10"', 't.a: text is "a"']],
    ['text', '{ two words: one }', ['t.two-words: text is "two words"']],
    [
      'text',
      '{ a: one, b: two, otherwise: one }',
      ['t.a: text is "a"', 't.b: text is "b"', 't.otherwise: text none_of ["a","b"]'],
    ],
    ['flag', '{ true: one, otherwise: two }', ['t.true: flag is true', 't.otherwise: flag none_of [true]']],
    ['size', '{ 1.5: one, otherwise: two }', ['t.1.5: size is 1.5', 't.otherwise: not(size is 1.5)']],
    [
      'size',
      '{ at_most 1: one, between 2 and 3: two, above -4.5e1: one, at_least 7: two }',
      [
        't.at_most-1: size at_most 1',
        't.between-2-and-3: size between [2,3]',
        't.above--4.5e1: size above -45',
        't.at_least-7: size at_least 7',
      ],
    ],
  ])('by %s with %s becomes one rule per entry', (by, choose, rules) => {
    expect(rulesOf(`  - { id: t, by: ${by}, choose: ${choose} }`)).toEqual(rules);
  });

  it('combines when and unless with each entry', () => {
    expect(
      rulesOf('  - { id: t, when: { flag: true }, unless: { size: 5 }, by: text, choose: { a: one, otherwise: two } }'),
    ).toEqual([
      't.a: all(flag is true, text is "a", not(size is 5))',
      't.otherwise: all(flag is true, text none_of ["a"], not(size is 5))',
    ]);
  });
});

describe('an outcome', () => {
  const chain = (outcome: RouteOutcome): string[] => outcome.chain.map(({ name }) => name);

  it('takes all that its tier says', () => {
    expect(outcomeOf('one')).toMatchObject({
      maxTokens: 100,
      timeout: { totalMs: 10_000 },
      variant: 'floor',
      params: { temperature: 0, top_p: 1 },
    });
  });

  it("replaces the tier's settings by its own, each as a whole", () => {
    const outcome = outcomeOf('{ tier: one, max_tokens: 5, params: { temperature: 1 }, fallbacks: [] }');
    expect(outcome).toMatchObject({ maxTokens: 5, timeout: { totalMs: 10_000 }, variant: 'floor' });
    expect(outcome.params).toEqual({ temperature: 1 });
    expect(chain(outcome)).toEqual(['a']);
  });

  it('splices the models of a tier into fallbacks, and nothing else of it', () => {
    const outcome = outcomeOf('two');
    expect(chain(outcome)).toEqual(['b', 'a3', 'a']);
    expect(outcome.variant).toBeUndefined();
    expect(outcome.maxTokens).toBe(200);
  });

  it('tries one model at one endpoint once, whatever its slots are called', () => {
    expect(chain(outcomeOf('{ model: a, fallbacks: [a2, a, b, a3, b], max_tokens: 5 }'))).toEqual(['a', 'b', 'a3']);
  });

  it('that names a model takes the default limit of the policy', () => {
    expect(outcomeOf('{ model: a }', 'default_max_tokens: 77').maxTokens).toBe(77);
    expect(outcomeOf('{ model: a, max_tokens: 5 }', 'default_max_tokens: 77').maxTokens).toBe(5);
  });

  it('that rejects answers 403 unless it says otherwise', () => {
    const reject = (text: string) => parse(small(`rules: []\ndefault: { reject: ${text} }`)).default;
    expect(reject('{ message: sorry }')).toMatchObject({ kind: 'reject', message: 'sorry', status: 403 });
    expect(reject('{ message: sorry, status: 451 }')).toMatchObject({ status: 451 });
  });
});

describe('pinning', () => {
  it.each([
    ['off', new Set()],
    ['on', 'all'],
    ['[one, a]', new Set(['one', 'a'])],
  ])('%s allows %s', (pinning, allowed) => {
    expect(parse(small(`rules: []\ndefault: one\npinning: ${pinning}\n`)).pinning).toEqual(allowed);
  });
});

describe('the version', () => {
  const version = (text: string, shared = sharedModels, file = 'policy.yaml'): string | undefined =>
    parsePolicy(text, { file, readInclude: () => shared }).policy?.version;

  it('is 12 hexadecimal digits', () => {
    expect(version(designPage)).toMatch(/^[0-9a-f]{12}$/);
  });

  it('does not depend on where the files are', () => {
    expect(version(designPage, sharedModels, '/elsewhere/support.yaml')).toBe(version(designPage));
  });

  it('changes when a file changes, and only then', () => {
    const comment = fc.stringMatching(/^[a-z ]{0,20}$/);
    fc.assert(
      fc.property(comment, comment, comment, comment, (a, b, c, d) => {
        const first = version(`${designPage}# ${a}\n`, `${sharedModels}# ${b}\n`);
        const second = version(`${designPage}# ${c}\n`, `${sharedModels}# ${d}\n`);
        expect(first).toBeDefined();
        expect(first === second).toBe(a === c && b === d);
      }),
      { numRuns: 30 },
    );
  });

  it('tells a text in one file from the same text in another', () => {
    const moved = version(`${designPage}# x\n`);
    expect(version(designPage, `${sharedModels}# x\n`)).not.toBe(moved);
  });
});

describe('includes', () => {
  const read = (files: Record<string, string>) => (path: string) => files[path];

  it('are relative to the file that includes, and read once', () => {
    const asked: string[] = [];
    const files: Record<string, string> = {
      'shared/all.yaml': 'include: [models.yaml, ../facts.yaml]\n',
      'shared/models.yaml': sharedModels,
      'facts.yaml': 'include: [shared/models.yaml]\nfacts:\n  extra: { from: words }\n',
    };
    const text = designPage.replace('[shared/models.yaml]', '[shared/all.yaml]');
    const { policy, diagnostics } = parsePolicy(text, {
      readInclude: (path) => {
        asked.push(path);
        return files[path];
      },
    });
    expect(diagnostics).toEqual([]);
    expect(asked).toEqual(['shared/all.yaml', 'shared/models.yaml', 'facts.yaml']);
    expect(policy?.facts.has('extra')).toBe(true);
  });

  it('that cannot be read are named with the reason', () => {
    const { diagnostics } = parsePolicy(designPage, {
      readInclude: () => {
        throw new Error('permission denied');
      },
    });
    expect(diagnostics).toMatchObject([
      { code: 'file-unreadable', message: expect.stringContaining('permission denied') },
    ]);
  });

  it('are an error when the policy is text alone', () => {
    expect(parsePolicy(designPage).diagnostics).toMatchObject([{ code: 'include-missing', place: { line: 3 } }]);
  });

  it.each(['..\\secret.yaml', 'C:/secret.yaml', 'a/../../secret.yaml', '/secret.yaml', './../secret.yaml'])(
    'cannot leave the folder as %s',
    (path) => {
      const text = designPage.replace('[shared/models.yaml]', `['${path}']`);
      const { diagnostics } = parsePolicy(text, { readInclude: read({}) });
      expect(diagnostics.map(({ code }) => code)).toEqual(['include-outside-root']);
    },
  );

  it('may go up and down inside the folder', () => {
    const text = designPage.replace('[shared/models.yaml]', '[./other/../shared//models.yaml]');
    expect(parsePolicy(text, { readInclude: readShared }).diagnostics).toEqual([]);
  });
});

describe('any text at all', () => {
  const check = (text: string): void => {
    const { policy, diagnostics } = parsePolicy(text, { readInclude: readShared });
    expect(policy === undefined).toBe(diagnostics.some(({ severity }) => severity === 'error'));
    const lines = text.replace(/^\ufeff/, '').split('\n');
    for (const { place } of diagnostics) {
      if (place.file !== 'policy.yaml') continue;
      expect(place.column).toBeLessThanOrEqual((lines[place.line - 1] ?? '').length + 1);
    }
  };

  it('gives a policy or an error, and never throws', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), check));
  });

  it('does so when the example is cut and spliced anywhere', () => {
    const offset = fc.nat(designPage.length);
    fc.assert(
      fc.property(offset, offset, offset, (a, b, c) => {
        const [from, to] = [Math.min(a, b), Math.max(a, b)];
        check(`${designPage.slice(0, c)}${designPage.slice(from, Math.min(to, from + 200))}${designPage.slice(c)}`);
        check(designPage.slice(0, from) + designPage.slice(to));
      }),
      { numRuns: 150 },
    );
  });

  const replaceWord = (index: number, replacement: string): string => {
    let seen = -1;
    return designPage.replace(/[\w.-]+/g, (word) => {
      seen += 1;
      return seen === index ? replacement : word;
    });
  };

  it('does so when any value of the example is a mapping with a name that objects inherit', () => {
    for (const [index] of (designPage.match(/[\w.-]+/g) ?? []).entries()) {
      for (const name of ['toString', '__proto__']) check(replaceWord(index, `{"${name}": 1}`));
    }
  });

  it('does so when any value of the example is any other value', () => {
    const words = designPage.match(/[\w.-]+/g) ?? [];
    const value = fc.oneof(
      fc.json({ maxDepth: 2 }),
      fc.constantFrom(
        ...words,
        '{}',
        '[]',
        '~',
        '.nan',
        '*a',
        '&a x',
        '!x y',
        '<<',
        '""',
        '-1',
        '1e400',
        'all',
        'otherwise',
      ),
    );
    fc.assert(
      fc.property(fc.nat(words.length - 1), value, (index, replacement) => check(replaceWord(index, replacement))),
      { numRuns: 300 },
    );
  });
});

describe('a secret written into the file', () => {
  const secret = 'S3cretValue';
  const text = designPage.replace('{ env: OPENROUTER_API_KEY }', secret);
  const line = text.split('\n').findIndex((found) => found.includes(secret));
  const words = text.match(/[\w.-]+/g) ?? [];

  it('is never shown, whatever else is wrong', () => {
    const other = fc.constantFrom('[', '{', '"', "'", '~', '!x', '*a', '\t', '0x1', 'zzz', ': ', '- ', '#');
    fc.assert(
      fc.property(fc.nat(words.length - 1), other, (index, replacement) => {
        let seen = -1;
        const lines = text.split('\n').map((found, number) =>
          found.replace(/[\w.-]+/g, (word) => {
            seen += 1;
            return seen === index && number !== line ? replacement : word;
          }),
        );
        const { diagnostics, sources } = parsePolicy(lines.join('\n'), { readInclude: readShared });
        expect(diagnostics.length).toBeGreaterThan(0);
        expect(JSON.stringify(diagnostics) + renderDiagnostics(diagnostics, sources)).not.toContain(secret);
      }),
      { numRuns: 300 },
    );
  });
});

import { describe, expect, it } from 'vitest';
import { lintPolicy } from '../../src/lint/lint-policy.js';
import { compileText } from '../support/policies.js';

const head = `
policy: test
language: 1
endpoints: { openrouter: { kind: openrouter }, inhouse: { kind: openai, base_url: http://127.0.0.1:9/v1 } }
models:
  small: { id: acme/small, endpoint: openrouter, context: 8000 }
  large: { id: other/large, endpoint: openrouter, context: 100000 }
`;
const tiers = `
tiers:
  quick: { model: small, fallbacks: [large], max_tokens: 500 }
`;

/** Code, line and message of each finding; of unused names where they are asked for, of all others where not. */
async function lint(text: string, { unused = false } = {}): Promise<readonly (readonly [string, string, string])[]> {
  const compiled = await compileText(head + text);
  const lines = (head + text).split('\n');
  const findings = lintPolicy(compiled).filter(({ code }) => (code === 'unused-name') === unused);
  return findings.map(({ code, message, place, severity }) => {
    expect(severity).toBe('warning');
    return [code, lines[place.line - 1]?.trim() ?? '', message];
  });
}

describe('unreachable-rule', () => {
  const facts = `facts: { plan: { from: attribute, path: plan, one_of: [free, pro], default: free }, words: { from: words }, task: { from: attribute, path: task } }`;

  it('names the rules that hide a rule, and no others', async () => {
    const findings = await lint(`${tiers}${facts}
rules:
  - { id: other, when: { task: x }, then: quick }
  - { id: short, when: { words: { below: 10 } }, then: quick }
  - { id: long, when: { words: { at_least: 10 }, plan: free }, then: quick }
  - { id: hidden, when: { words: { at_most: 5000 }, plan: free }, then: quick }
  - { id: open, when: { words: { at_most: 5000 } }, then: quick }
default: quick`);
    expect(findings).toEqual([
      [
        'unreachable-rule',
        expect.stringContaining('id: hidden'),
        'rule "hidden" can never match: rules "short", "long" above it take every request it would match',
      ],
    ]);
  });

  it('sees the point where below and at_most meet', async () => {
    const rules = (second: string) => `${tiers}${facts}
rules:
  - { id: one, when: { words: { below: 10 } }, then: quick }
  - { id: two, when: { words: { ${second} } }, then: quick }
  - { id: three, when: { words: { at_least: 11 } }, then: quick }
default: quick`;
    expect(await lint(rules('at_most: 10'))).toEqual([]);
    expect(await lint(rules('at_most: 9'))).toMatchObject([
      ['unreachable-rule', expect.anything(), expect.stringContaining('"one"')],
    ]);
  });

  it('sees conditions that exclude each other', async () => {
    const findings = await lint(`${tiers}${facts}
rules: [{ id: never, when: { words: { above: 10, below: 11 }, plan: free }, then: quick }]
default: quick`);
    expect(findings).toEqual([
      ['unreachable-rule', expect.anything(), 'rule "never" can never match: its conditions exclude each other'],
    ]);
  });

  it('knows that an attribute without a default can be missing', async () => {
    const findings = await lint(`${tiers}${facts}
rules:
  - { id: x, when: { task: x }, then: quick }
  - { id: known, when: { any: [{ task: { exists: false } }, { task: y }] }, then: quick }
  - { id: any, when: { plan: { exists: true } }, then: quick }
  - { id: after, when: { words: { above: 1 } }, then: quick }
default: quick`);
    expect(findings.map(([code, , message]) => [code, message])).toEqual([
      ['unreachable-rule', 'rule "after" can never match: rule "any" above it takes every request it would match'],
    ]);
  });
});

describe('duplicate-rule', () => {
  it('is told once, whatever the order of the conditions', async () => {
    const findings = await lint(`${tiers}
facts: { plan: { from: attribute, path: plan, default: free }, words: { from: words } }
rules:
  - { id: first, when: { plan: pro, words: { above: 3 } }, then: quick }
  - { id: again, when: { all: [{ words: { above: 3 } }, { plan: pro }] }, then: quick }
default: quick`);
    expect(findings).toEqual([
      ['duplicate-rule', expect.stringContaining('again'), expect.stringContaining('"first"')],
    ]);
  });
});

describe('unused-name', () => {
  it('names tiers, models and facts that nothing uses', async () => {
    const findings = await lint(
      `  spare: { id: third/spare, endpoint: openrouter }
tiers:
  quick: { model: small, fallbacks: [large], max_tokens: 500 }
  idle: { model: large, fallbacks: [small], max_tokens: 500 }
facts: { plan: { from: attribute, path: plan, default: x }, words: { from: words } }
rules: [{ id: a, when: { plan: pro }, then: quick }]
default: quick`,
      { unused: true },
    );
    expect(findings.map(([code, , message]) => `${code}: ${message}`)).toEqual([
      'unused-name: model "spare" is defined but nothing uses it',
      'unused-name: tier "idle" is defined but nothing uses it',
      'unused-name: fact "words" is defined but nothing uses it',
    ]);
  });

  it('counts pinning and fallbacks as use', async () => {
    const findings = await lint(
      `tiers:
  quick: { model: small, fallbacks: [{ tier: second }], max_tokens: 500 }
  second: { model: large, fallbacks: [small], max_tokens: 500 }
  test: { model: large, fallbacks: [small], max_tokens: 5 }
facts: { plan: { from: attribute, path: plan, default: x } }
rules: [{ id: a, when: { plan: pro }, then: quick }]
default: quick
pinning: [test]`,
      { unused: true },
    );
    expect(findings.filter(([code]) => code === 'unused-name').map(([, , message]) => message)).toEqual([]);
  });
});

describe('unknown-under-not', () => {
  it('warns where a missing fact makes a negation not hold', async () => {
    const findings = await lint(`${tiers}
facts: { task: { from: attribute, path: task }, plan: { from: attribute, path: plan, default: free } }
rules:
  - { id: a, when: { not: { task: x } }, then: quick }
  - { id: b, when: { plan: pro }, unless: { task: y }, then: quick }
  - { id: c, when: { task: { none_of: [u, v] } }, then: quick }
  - { id: fine, when: { plan: { is_not: pro } }, unless: { task: { exists: true } }, then: quick }
default: quick`);
    expect(findings.map(([code, line]) => [code, line.match(/id: (\w+)/)?.[1]])).toEqual([
      ['unknown-under-not', 'a'],
      ['unknown-under-not', 'b'],
      ['unknown-under-not', 'c'],
    ]);
  });

  it('takes otherwise of a table as it is meant', async () => {
    const findings = await lint(`${tiers}
facts: { task: { from: attribute, path: task } }
rules: [{ id: t, by: task, choose: { x: quick, otherwise: quick } }]
default: quick`);
    expect(findings).toEqual([]);
  });
});

describe('smaller-fallback-window', () => {
  it('warns unless the rule bounds what it lets through', async () => {
    const findings = await lint(`tiers:
  big: { model: large, fallbacks: [small], max_tokens: 1000 }
facts: { tokens: { from: tokens }, plan: { from: attribute, path: plan, default: x } }
rules:
  - { id: bounded, when: { tokens: { below: 7000 } }, then: big }
  - { id: open, when: { plan: pro }, then: big }
default: { reject: { message: no } }`);
    expect(findings).toEqual([
      [
        'smaller-fallback-window',
        expect.stringContaining('big:'),
        'fallback "small" has a window of 8000 tokens, while rule "open" lets through requests of up to 100000',
      ],
    ]);
  });
});

describe('reasoning-exceeds-limit', () => {
  it('warns when reasoning can use up the limit', async () => {
    const findings = await lint(`tiers:
  budget: { model: small, fallbacks: [large], max_tokens: 2000, params: { reasoning: { max_tokens: 2000 } } }
  effort: { model: small, fallbacks: [large], max_tokens: 1000, params: { reasoning_effort: high } }
  fine: { model: small, fallbacks: [large], max_tokens: 4000, params: { reasoning: { effort: high } } }
facts: { plan: { from: attribute, path: plan, default: x } }
rules: [{ id: a, when: { plan: a }, then: budget }, { id: b, when: { plan: b }, then: effort }]
default: fine`);
    expect(findings.map(([code, line]) => [code, line.split(':')[0]])).toEqual([
      ['reasoning-exceeds-limit', 'budget'],
      ['reasoning-exceeds-limit', 'effort'],
    ]);
  });
});

describe('single-provider-chain', () => {
  it('warns of a chain on one vendor, and of one without a fallback', async () => {
    const findings = await lint(`  small2: { id: acme/small-2, endpoint: openrouter, context: 8000 }
tiers:
  vendor: { model: small, fallbacks: [small2], max_tokens: 10 }
  alone: { model: large, max_tokens: 10 }
  both: { model: small, fallbacks: [large], max_tokens: 10 }
facts: { plan: { from: attribute, path: plan, default: x } }
rules: [{ id: a, when: { plan: a }, then: vendor }, { id: b, when: { plan: b }, then: alone }]
default: both`);
    expect(findings).toEqual([
      [
        'single-provider-chain',
        expect.anything(),
        'all models of tier "vendor" depend on acme at openrouter: when it is down, so is the tier',
      ],
      [
        'single-provider-chain',
        expect.anything(),
        'tier "alone" has no fallback: when other at openrouter is down, so is the tier',
      ],
    ]);
  });
});

describe('lint-ignore', () => {
  const policy = (comment: string) => `tiers:
  alone: { model: large, max_tokens: 10 }${comment}
facts: { plan: { from: attribute, path: plan, default: x } }
rules: [{ id: a, when: { plan: a }, then: alone }]
default: { reject: { message: no } }`;

  it('silences one lint with a reason, on the line or above it', async () => {
    expect(await lint(policy(' # lint-ignore single-provider-chain: there is no other private model'))).toEqual([]);
    expect(
      await lint(policy('').replace('  alone', '  # lint-ignore single-provider-chain: on purpose\n  alone')),
    ).toEqual([]);
  });

  it('does nothing without a reason, or for another lint', async () => {
    expect(await lint(policy(' # lint-ignore single-provider-chain:'))).toHaveLength(1);
    expect(await lint(policy(' # lint-ignore unused-name: reason'))).toHaveLength(1);
  });
});

import { describe, expect, it } from 'vitest';
import { smallPolicy } from '../small-policy.js';
import { temporaryFolder } from '../temporary-folder.js';
import { policy } from '../test-io.js';

const files = { 'policies/small.yaml': smallPolicy() };

async function explain(...argv: readonly string[]): Promise<string> {
  const { code, out, err } = await policy(['explain', ...argv], { cwd: temporaryFolder(files) });
  expect({ code, err }).toEqual({ code: 0, err: '' });
  // The folder is another in every test.
  return out.replace(/\S*policies\/small/g, 'policies/small').replace(/version \w+/, 'version v');
}

describe('policy explain', () => {
  it('tells a decision as a person would', async () => {
    expect(await explain('--task', 'code', '--attribute', 'user.level=1', 'a secret of four')).toBe(
      `Rule by-size.below-6 decides: tier thorough  policies/small.yaml:26

  26 │     choose: { below 3: quick, below 6: thorough }

Why
  ✓ words is below 6  saw 4

Facts read
  task is code
  level is 1
  words is 4
  secret is true

Models, in order
  1. m/fast  slot fast at here, max_tokens 1000 (outcome)

Parameters the policy sets
  temperature: 0.5

Rules passed over
  ✗ forbidden        task is forbidden: task is code  policies/small.yaml:18
  ✗ hard             level is at least 3: level is 1  policies/small.yaml:21
  ✗ by-size.below-3  words is below 3: words is 4  policies/small.yaml:26

The nearest other rule
  hard would decide with words 6 instead of 4  policies/small.yaml:21

Constraints that apply
  secrets-stay requires label private  policies/small.yaml:32

Models removed
  m/deep (slot deep) lacks label private  by secrets-stay

Facts not computed
  trial

policy small, version v
`,
    );
  });

  it('tells of a table in one line', async () => {
    const table = smallPolicy().replace(
      'below 3: quick, below 6: thorough',
      'below 3: quick, below 6: thorough, below 9: quick',
    );
    const cwd = temporaryFolder({ 'policies/small.yaml': table });
    const told = async (words: number) => {
      const argv = ['explain', '--task', 'draft', '--fact', `words=${words}`, '--fact', 'trial=treatment', 'x'];
      return (await policy(argv, { cwd })).out;
    };
    expect(await told(20)).toMatch(/\n {2}✗ by-size {4}none of 3 entries matches: words is 20 {2}\S+small\.yaml:26\n/);
    expect(await told(20)).not.toContain('by-size.below-6 ');
    expect(await told(7)).toMatch(/\n {2}✗ by-size {4}none of 2 entries matches: words is 7 /);
    expect(await told(4)).toMatch(/\n {2}✗ by-size.below-3 {2}words is below 3: words is 4 /);
  });

  it('tells which rule was nearest, reading what the decision had no need of', async () => {
    const text = await explain('--task', 'forbidden', '--fact', 'trial=control', '--fact', 'words=9', 'x');
    expect(text).toContain('The nearest other rule\n  hard would decide with task code instead of forbidden ');
    expect(text).toContain('Facts not computed\n  level, words, secret, trial');
    const unknown = await explain('--fact', 'words=9', '--fact', 'trial=control', 'x');
    expect(unknown).toContain('by-size.below-6 would decide with words 5 instead of 9 ');
  });

  it('tells of unknown facts, the default and exposures', async () => {
    const text = await explain('--fact', 'trial=control', '--fact', 'words=7', 'x');
    expect(text).toContain('No rule matches, so the default decides: tier quick');
    expect(text).toContain('task is unknown: missing');
    expect(text).toContain('? forbidden  task is forbidden: task is unknown (missing)');
    expect(text).toContain('Experiments exposed\n  trial: arm control, as 50 % of keys are');
  });

  it('tells of a refusal', async () => {
    expect(await explain('--task', 'forbidden', 'x')).toContain('Rule forbidden decides: refuse with 451: not here');
  });

  it('explains lines of JSON, too', async () => {
    const stdin = `${JSON.stringify({ messages: [{ role: 'user', content: 'x' }] })}\n`.repeat(2);
    const { out } = await policy(['explain', '--json'], { cwd: temporaryFolder(files), stdin });
    const [first] = out.trimEnd().split('\n');
    expect(JSON.parse(first ?? '')).toMatchObject({ passed_over: [{ rule: 'forbidden' }, { rule: 'hard' }] });
  });

  it('tells where a wanting answer is asked for again', async () => {
    const escalate = 'escalate: { when: [refusal, failed_check], to: thorough, check: polite }';
    const text = smallPolicy().replace('max_tokens: 100 }', `max_tokens: 100, ${escalate} }`);
    const cwd = temporaryFolder({ 'policies/small.yaml': text });
    const { out } = await policy(['explain', 'a', 'secret'], { cwd });
    expect(out).toContain(`
Asked again where the answer is wanting
  tier thorough: m/fast  when refusal, failed_check (polite); removed: m/deep lacks label private
`);
  });
});

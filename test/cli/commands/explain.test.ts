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

  it('tells of unknown facts, the default and exposures', async () => {
    const text = await explain('--fact', 'trial=control', '--fact', 'words=7', 'x');
    expect(text).toContain('No rule matches, so the default decides: tier quick');
    expect(text).toContain('task is unknown: missing');
    expect(text).toContain('? forbidden        task is forbidden: task is unknown (missing)');
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

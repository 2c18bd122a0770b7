import { afterEach, describe, expect, it } from 'vitest';
import { type SimulatedServer, startSimulatedProvider } from '../../../src/providers/simulated/simulated-server.js';
import { smallPolicy } from '../small-policy.js';
import { temporaryFolder } from '../temporary-folder.js';
import { policy, type Ran } from '../test-io.js';

const servers: SimulatedServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

interface Options {
  readonly scripts?: NonNullable<Parameters<typeof startSimulatedProvider>[0]>['scripts'];
  readonly env?: Record<string, string>;
  readonly stdin?: string;
}

async function runPolicy(argv: readonly string[], { scripts = {}, env, stdin }: Options = {}) {
  const server = await startSimulatedProvider({ scripts });
  servers.push(server);
  const text = smallPolicy({ baseUrl: server.url, key: 'TEST_KEY' });
  const cwd = temporaryFolder({ 'policies/small.yaml': text });
  const ran: Ran = await policy(['run', ...argv], {
    cwd,
    env: env ?? { TEST_KEY: 'sk-test' },
    ...(stdin !== undefined && { stdin }),
  });
  return { ...ran, requests: server.requests };
}

describe('policy run', () => {
  it('streams the answer to standard output and says why on standard error', async () => {
    const { code, out, err, requests } = await runPolicy(['hello', 'there']);
    expect(code).toBe(0);
    expect(out.trim().length).toBeGreaterThan(20);
    expect(err).toMatch(
      /^m\/fast by rule by-size\.below-3 · tier quick · \d+ \+ \d+ tokens · \$0\.\d+ computed · 1 attempt · \d+/,
    );
    expect(requests).toMatchObject([{ model: 'm/fast', body: { stream: true, max_tokens: 100 } }]);
    expect(requests[0]?.headers.authorization).toBe('Bearer sk-test');
  });

  it('sends attributes to the rules and not to the provider', async () => {
    const { err, requests } = await runPolicy(['--task', 'code', '--attribute', 'user.level=3', 'x']);
    expect(err).toContain('by rule hard');
    expect(requests[0]?.body).not.toHaveProperty('attributes');
  });

  it('tells of the attempts that failed before', async () => {
    const { code, err } = await runPolicy(['hello'], { scripts: { 'm/fast': ['model_gone'] } });
    expect(code).toBe(0);
    expect(err).toMatch(/^failed m\/fast: model_gone/);
    expect(err).toContain('m/deep by rule');
    expect(err).toContain('2 attempts');
  });

  it('fails when every model failed', async () => {
    const { code, out, err } = await runPolicy(['hello'], {
      scripts: { 'm/fast': ['model_gone'], 'm/deep': ['model_gone'] },
    });
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toContain('no answer by rule by-size.below-3');
  });

  it('fails when the policy refuses', async () => {
    const { code, err, requests } = await runPolicy(['--task', 'forbidden', 'x']);
    expect(code).toBe(1);
    expect(err).toContain('error: not here');
    expect(requests).toEqual([]);
  });

  it('names the variable of a key that is not set', async () => {
    const { code, err } = await runPolicy(['hello'], { env: {} });
    expect(code).toBe(2);
    expect(err).toContain('TEST_KEY, which is not set');
  });

  it('reads the prompt from standard input', async () => {
    const { code, requests } = await runPolicy([], { stdin: 'one two\n' });
    expect(code).toBe(0);
    expect(requests[0]?.body).toMatchObject({ messages: [{ role: 'user', content: 'one two\n' }] });
  });

  it.each<[readonly string[], string]>([
    [[], 'give a prompt'],
    [['--fact', 'words=1', 'x'], 'facts cannot be given'],
  ])('refuses %j', async (argv, message) => {
    const { code, err } = await runPolicy(argv);
    expect(code).toBe(2);
    expect(err).toContain(message);
  });
});

import { describe, expect, it, onTestFinished } from 'vitest';
import { createRouter, type RoutedChunk, type RouterOptions, type RoutingReport } from '../src/index.js';
import { type Scripts, startSimulatedProvider } from '../src/testing/index.js';

const policy = (url: string, quick: string) => `
policy: service
language: 1
endpoints: { llm: { kind: openrouter, base_url: ${url} } }
models:
  fast: { id: acme/fast, endpoint: llm }
  spare: { id: acme/spare, endpoint: llm }
  deep: { id: acme/deep, endpoint: llm }
tiers:
  quick: { model: fast, fallbacks: [spare], max_tokens: 200, retry: { attempts: 1 }, ${quick} }
  thorough: { model: deep, max_tokens: 400 }
rules: []
default: quick
`;

async function start(quick: string, scripts: Scripts, options: Partial<RouterOptions> = {}) {
  const server = await startSimulatedProvider({ kind: 'openrouter', scripts });
  const router = await createRouter({ policy: { text: policy(server.url, quick) }, ...options });
  onTestFinished(async () => {
    await router.close({ abort: true });
    await server.close();
  });
  return { server, router };
}

const messages = [{ role: 'user' as const, content: 'Count.' }];
const outcomes = ({ attempts }: RoutingReport) => attempts.map(({ slot, outcome }) => `${slot} ${outcome}`);

async function readAll(stream: AsyncIterable<RoutedChunk>): Promise<RoutedChunk[]> {
  const chunks: RoutedChunk[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return chunks;
}

const textOf = (chunks: readonly RoutedChunk[]) =>
  chunks.map(({ choices }) => choices[0]?.delta.content ?? '').join('');

describe('a policy over HTTP', () => {
  it('lets the next model go on with a stream', async () => {
    const { server, router } = await start('stream: { on_interrupt: continue }', {
      'acme/fast': [{ cut_after: 3 }],
      'acme/spare': [{ answer: ' and the rest.' }],
    });
    const stream = await router.chat.completions.create({ messages, stream: true });
    const chunks = await readAll(stream);
    const routing = await stream.routing;
    const begun = server.requests[1]?.body as { messages: { role: string; content: string }[] };
    const partial = begun.messages.at(-1)?.content ?? '';
    expect(partial.length).toBeGreaterThan(0);
    expect(textOf(chunks).startsWith(partial)).toBe(true);
    expect(textOf(chunks).endsWith(' and the rest.')).toBe(true);
    expect(new Set(chunks.map(({ id }) => id)).size).toBe(1);
    expect(outcomes(routing)).toEqual(['fast truncated', 'spare ok']);
    expect(routing.seams).toMatchObject([{ type: 'stream-continue', slot: 'spare' }]);
  });

  it('begins a stream anew for a caller who asked for routing events', async () => {
    const { router } = await start('stream: { on_interrupt: restart }', {
      'acme/fast': [{ reset_after: 2 }],
      'acme/spare': [{ answer: 'All of it.' }],
    });
    const stream = await router.chat.completions.create({ messages, stream: true }, { routingEvents: true });
    const chunks = await readAll(stream);
    const at = chunks.findIndex(({ routing_event: event }) => event?.type === 'stream-restart');
    expect(at).toBeGreaterThan(0);
    expect(textOf(chunks.slice(at))).toBe('All of it.');
    expect(outcomes(await stream.routing)).toEqual(['fast network', 'spare ok']);
  });

  it('asks a deeper tier when a check of the service fails', async () => {
    const seen: unknown[] = [];
    const checks: RouterOptions['checks'] = {
      polite: (completion, request) => {
        seen.push(request.attributes);
        return completion.choices[0]?.message.content?.includes('please') ?? false;
      },
    };
    const escalate = 'escalate: { when: [failed_check], to: thorough, check: polite }';
    const { router } = await start(
      escalate,
      { 'acme/fast': [{ answer: 'Go.' }, { answer: 'Go, please.' }], 'acme/deep': [{ answer: 'Would you go?' }] },
      { checks },
    );
    const impolite = await router.chat.completions.create({ messages }, { attributes: { user: 'u-1' } });
    expect(impolite.choices[0]?.message.content).toBe('Would you go?');
    expect(impolite.routing.escalations).toMatchObject([{ because: 'failed_check', to: 'thorough', answered: 1 }]);
    expect(seen).toEqual([{ user: 'u-1' }]);
    const polite = await router.chat.completions.create({ messages });
    expect(polite.choices[0]?.message.content).toBe('Go, please.');
    expect(polite.routing.attempts).toHaveLength(1);
  });

  it('is refused when it names a check that the service does not register', async () => {
    const text = policy('http://127.0.0.1:9', 'escalate: { when: [failed_check], to: thorough, check: polite }');
    await expect(createRouter({ policy: { text }, checks: { polit: () => true } })).rejects.toMatchObject({
      code: 'POLICY_INVALID',
      diagnostics: [{ code: 'check-missing', place: { line: 10 } }],
    });
  });

  it('asks OpenRouter for its routing, and lets it fall back by itself', async () => {
    const { server, router } = await start('native_fallback: true', { 'acme/fast': [{ answer: 'x' }] });
    await router.chat.completions.create({ messages });
    const [request] = server.requests;
    expect(request?.headers['x-openrouter-metadata']).toBe('enabled');
    expect(request?.body).toMatchObject({ model: 'acme/fast', models: ['acme/spare'] });
  });
});

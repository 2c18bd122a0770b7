import { decide } from '../../src/decide/decide.js';
import type { Decision, RoutedDecision } from '../../src/decide/decision.js';
import { parsePolicy } from '../../src/policy/parse-policy.js';
import { parseRequest } from '../../src/request/parse-request.js';
import { type CompiledPolicy, type CompileOptions, compilePolicy } from '../../src/rules/compile-policy.js';

/** Three slots at two endpoints, and a tier for each; tests add facts and rules. */
export const basics = `
policy: test
language: 1
endpoints:
  openrouter: { kind: openrouter }
  inhouse: { kind: openai, base_url: http://127.0.0.1:9/v1 }
models:
  small: { id: acme/small, endpoint: openrouter, context: 8000, price: { prompt: 1, completion: 2 }, abilities: [tools] }
  large: { id: acme/large, endpoint: openrouter, context: 100000, max_output: 4000, price: { prompt: 10, completion: 20 } }
  inside: { id: inside-1, endpoint: inhouse, context: 32000, price: { prompt: 0, completion: 0 }, labels: [private] }
tiers:
  quick: { model: small, fallbacks: [large], max_tokens: 500 }
  deep: { model: large, fallbacks: [small, inside], max_tokens: 5000 }
`;

/** Compiles policy text; throws with the findings when it has errors. */
export async function compileText(text: string, options: CompileOptions = {}): Promise<CompiledPolicy> {
  const parsed = parsePolicy(text, { file: 'test.yaml' });
  if (parsed.policy === undefined) throw new Error(JSON.stringify(parsed.diagnostics, null, 2));
  const { compiled, diagnostics } = await compilePolicy(parsed.policy, options);
  if (compiled === undefined) throw new Error(JSON.stringify(diagnostics, null, 2));
  return compiled;
}

export async function routeText(compiled: CompiledPolicy, request: object): Promise<RoutedDecision> {
  const body = { messages: [{ role: 'user', content: 'hello' }], ...request };
  return decide(compiled, parseRequest(body), { id: 'd-1', now: Date.UTC(2026, 0, 1) });
}

export async function decideText(compiled: CompiledPolicy, request: object): Promise<Decision> {
  return (await routeText(compiled, request)).decision;
}

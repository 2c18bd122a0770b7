import type { Diagnostic } from '../../src/diagnostics/diagnostic.js';
import { compileFacts, costOf } from '../../src/facts/fact-catalogue.js';
import type { FactRequest, FactTools } from '../../src/facts/fact-source.js';
import type { Reading } from '../../src/facts/reading.js';
import type { FactDeclaration } from '../../src/policy/fact-declaration.js';
import { domainOf, type FactValue } from '../../src/policy/fact-domain.js';
import type { Fact } from '../../src/policy/policy-document.generated.js';
import { parseRequest } from '../../src/request/parse-request.js';

export const place = { file: 'test.yaml', pointer: '/facts/it', line: 3, column: 5, endLine: 3, endColumn: 9 };

export function declare(declaration: Fact, name = 'it'): FactDeclaration {
  const valuePlaces = new Map(
    Object.keys(declaration).map((key) => [key, { ...place, pointer: `/facts/${name}/${key}` }]),
  );
  return { name, declaration, domain: domainOf(declaration), place, valuePlaces };
}

/** A request with one user message, at the start of 1970. */
export function asking(text: string, fields: object = {}, now = 0): FactRequest {
  const request = parseRequest({ messages: [{ role: 'user', content: text }], ...fields });
  return { request, now, read: (fact) => ({ known: false, reason: 'missing', detail: `${fact} stands alone` }) };
}

export interface CompiledOne {
  readonly read: (request: FactRequest) => Reading | Promise<Reading>;
  readonly cost: number;
  readonly diagnostics: readonly Diagnostic[];
}

/** Compiles one fact, called `it`. */
export async function compileOne(declaration: Fact, tools?: FactTools): Promise<CompiledOne> {
  const declared = declare(declaration);
  const { facts, diagnostics } = await compileFacts(new Map([['it', declared]]), tools);
  const fact = facts.get('it');
  if (fact === undefined) throw new Error('the fact is lost');
  return { read: fact.read, cost: costOf(declared), diagnostics };
}

export const known = (value: FactValue): Reading => ({
  known: true,
  value,
});
export const missing: Reading = { known: false, reason: 'missing' };

/** All steps of something that is done in steps. */
export function finish<T>(steps: Generator<undefined, T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

import type { Diagnostic } from '../diagnostics/diagnostic.js';
import type { Comparison } from '../policy/condition.js';
import type { FactDeclaration } from '../policy/fact-declaration.js';
import type { Fact } from '../policy/policy-document.generated.js';
import { attributeSource } from './attribute-fact.js';
import { bucketSource } from './bucket-fact.js';
import { budgetSource } from './budget-fact.js';
import { charactersSource } from './characters-fact.js';
import { clockSource } from './clock-fact.js';
import { customSource } from './custom-fact.js';
import { detectSource } from './detect-fact.js';
import type { CompiledFact, FactPreparation, FactSource, FactTools } from './fact-source.js';
import { healthSource } from './health-fact.js';
import { keywordsSource } from './keywords/keywords-fact.js';
import { modelRequestedSource } from './model-requested-fact.js';
import { needsSource } from './needs-fact.js';
import { regexSource } from './regex-fact.js';
import { tokensSource } from './tokens/tokens-fact.js';
import { turnsSource } from './turns-fact.js';
import { wordsSource } from './words-fact.js';

/** Every kind of fact. */
const sources: { readonly [D in Fact as D['from']]: FactSource<D> } = {
  attribute: attributeSource,
  tokens: tokensSource,
  words: wordsSource,
  characters: charactersSource,
  turns: turnsSource,
  regex: regexSource,
  keywords: keywordsSource,
  detect: detectSource,
  needs: needsSource,
  model_requested: modelRequestedSource,
  bucket: bucketSource,
  clock: clockSource,
  budget: budgetSource,
  health: healthSource,
  custom: customSource,
};

export interface CompiledFacts {
  /** All declared facts by name; one with an error in `diagnostics` must not be read. */
  readonly facts: ReadonlyMap<string, CompiledFact>;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Prepares all facts at the same time: loads encodings, compiles and judges patterns, finds custom functions. Nothing
 * of a request is read. Findings are in the order of the declarations. `comparisons`: all that the policy makes, by fact.
 */
export async function compileFacts(
  declarations: ReadonlyMap<string, FactDeclaration>,
  tools: FactTools = {},
  comparisons: ReadonlyMap<string, readonly Comparison[]> = new Map(),
): Promise<CompiledFacts> {
  const shared = sharing();
  const prepared = await Promise.all(
    [...declarations.values()].map((fact) =>
      prepareFact(fact, { tools, shared, comparisons: comparisons.get(fact.name) ?? [] }),
    ),
  );
  return {
    facts: new Map(prepared.map(({ fact }) => [fact.name, fact])),
    diagnostics: prepared.flatMap(({ findings }) => findings),
  };
}

/** What reading a fact costs, compared with others; nothing for one that is not declared. */
export function costOf(fact: FactDeclaration | undefined): number {
  return fact === undefined ? 0 : sources[fact.declaration.from].cost;
}

interface PreparedFact {
  readonly fact: CompiledFact;
  readonly findings: readonly Diagnostic[];
}

function sharing(): FactPreparation['shared'] {
  const made = new Map<() => unknown, unknown>();
  return <T>(make: () => T): T => {
    if (!made.has(make)) made.set(make, make());
    return made.get(make) as T;
  };
}

async function prepareFact(
  fact: FactDeclaration,
  given: Pick<FactPreparation, 'tools' | 'shared' | 'comparisons'>,
): Promise<PreparedFact> {
  const { name, declaration, domain, place, valuePlaces } = fact;
  const source: FactSource = sources[declaration.from];
  const findings: Diagnostic[] = [];
  const report: FactPreparation['report'] = (finding, key = '') => {
    findings.push({ ...finding, place: valuePlaces.get(key) ?? place });
  };
  const read = await source.prepare(declaration, {
    ...given,
    name,
    domain,
    isRollout: fact.rollout !== undefined,
    report,
  });
  return { fact: { name, read }, findings };
}

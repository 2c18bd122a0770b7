import type { Witness } from '../../rules/class-search.js';
import type { CompiledPolicy } from '../../rules/compile-policy.js';
import { compareOutcome } from '../compare-outcome.js';
import type { CoverageItem } from '../coverage/coverage-item.js';
import { exercisedBy } from '../coverage/exercised.js';
import type { Coverage } from '../coverage/measure-coverage.js';
import { OpenItems } from '../coverage/open-items.js';
import { createItemSearch } from '../coverage/reach-item.js';
import type { CaseResult } from '../fixture-result.js';
import { applyMutant } from '../mutate/apply-mutant.js';
import type { Mutation, UnnoticedMutant } from '../mutate/measure-mutation.js';
import type { MutantEffect } from '../mutate/mutant.js';
import type { JudgedRun } from '../run-suite.js';
import { type CaseDraft, caseText, draftCase } from './case-draft.js';
import { type About, expectationOf, type FixtureContext, tryCase } from './case-studio.js';

/** A case to paste into `cases:`. It passes. */
export interface SuggestedCase {
  readonly name: string;
  /** YAML, an item of a list indented by two. */
  readonly text: string;
}

/** What is not exercised or not noticed yet, of one policy. */
export interface Wanted {
  readonly coverage?: Coverage | undefined;
  readonly mutation?: Mutation | undefined;
}

/** Cases that exercise what is missing and notice what is not noticed, as few as come out of taking one after the other. */
export async function suggestCases(
  compiled: CompiledPolicy,
  context: FixtureContext,
  { coverage, mutation }: Wanted,
): Promise<readonly SuggestedCase[]> {
  const studio = new Studio(compiled, context);
  await studio.exercise(coverage?.kinds.flatMap(({ missing }) => missing) ?? []);
  await studio.notice(mutation?.unnoticed ?? []);
  return studio.cases;
}

interface Suggestion {
  readonly draft: CaseDraft;
  readonly judged: JudgedRun;
  readonly about: Set<About>;
}

class Studio {
  readonly #compiled: CompiledPolicy;
  readonly #context: FixtureContext;
  readonly #names: Set<string>;
  readonly #suggested: Suggestion[] = [];

  constructor(compiled: CompiledPolicy, context: FixtureContext) {
    this.#compiled = compiled;
    this.#context = context;
    this.#names = new Set(context.document.cases.map(({ name }) => name));
  }

  get cases(): readonly SuggestedCase[] {
    return this.#suggested.map(({ draft, judged, about }) => ({
      name: draft.name,
      text: caseText(draft, expectationOf(judged, [...about])),
    }));
  }

  async exercise(missing: readonly CoverageItem[]): Promise<void> {
    const reach = createItemSearch(this.#compiled, missing);
    const open = new OpenItems(missing, this.#compiled);
    for (const item of missing) {
      if (!open.left.has(item)) continue;
      const covers = (judged: JudgedRun): boolean => exercisedBy(resultOf(judged), this.#compiled).covers(item);
      const kept = await this.#suggest(this.#draftFor(item, reach(item)), covers, aboutItem(item));
      if (kept === undefined) continue;
      // A case that exercises an item should also say so.
      for (const taken of open.take(resultOf(kept.judged))) for (const field of aboutItem(taken)) kept.about.add(field);
    }
  }

  async notice(unnoticed: readonly UnnoticedMutant[]): Promise<void> {
    for (const { mutant, readings } of unnoticed) {
      if (readings === undefined) continue;
      const mutated = applyMutant(this.#compiled, mutant.effect);
      const about = aboutMutant(mutant.effect);
      const notices = async (judged: JudgedRun, draft: CaseDraft): Promise<boolean> => {
        const wrong = await tryCase(draft, this.#context, mutated);
        return wrong !== undefined && compareOutcome(expectationOf(judged, about), wrong).length > 0;
      };
      if (await this.#someNotice(notices, about)) continue;
      const draft = draftCase(this.#nameFor(`notices ${mutant.mistake}`), readings, this.#compiled.policy);
      await this.#suggest(draft, notices, about);
    }
  }

  async #someNotice(
    notices: (judged: JudgedRun, draft: CaseDraft) => Promise<boolean>,
    about: readonly About[],
  ): Promise<boolean> {
    for (const each of this.#suggested) {
      if (!(await notices(each.judged, each.draft))) continue;
      for (const field of about) each.about.add(field);
      return true;
    }
    return false;
  }

  /** Keeps a draft that does what it is for, with as few given facts as that takes. */
  async #suggest(
    draft: CaseDraft | undefined,
    serves: (judged: JudgedRun, draft: CaseDraft) => boolean | Promise<boolean>,
    about: readonly About[],
  ): Promise<Suggestion | undefined> {
    if (draft === undefined) return undefined;
    let best = draft;
    let judged = await tryCase(best, this.#context, this.#compiled);
    if (judged === undefined || !(await serves(judged, best))) return undefined;
    for (const leaveOut of [withoutAttributes, ...Object.keys(draft.facts ?? {}).map(withoutFact)]) {
      const smaller = leaveOut(best);
      const retried = await tryCase(smaller, this.#context, this.#compiled);
      if (retried === undefined || !(await serves(retried, smaller))) continue;
      best = smaller;
      judged = retried;
    }
    this.#names.add(best.name);
    const kept = { draft: best, judged, about: new Set(about) };
    this.#suggested.push(kept);
    return kept;
  }

  #draftFor(item: CoverageItem, witness: Witness): CaseDraft | undefined {
    const name = this.#nameFor(item.what);
    const draft = witness.found ? draftCase(name, witness.readings, this.#compiled.policy) : pinnedCase(name, item);
    if (draft === undefined || item.kind !== 'positions') return draft;
    // A model that is gone is not tried again: the next one is.
    const fails = item.before.map((slot) => [slot, ['model_gone']]);
    return { ...draft, executed: true, ...(fails.length > 0 && { simulate: Object.fromEntries(fails) }) };
  }

  #nameFor(name: string): string {
    if (!this.#names.has(name)) return name;
    let count = 2;
    while (this.#names.has(`${name} (${count})`)) count += 1;
    return `${name} (${count})`;
  }
}

function resultOf({ routed: { decision }, execution }: JudgedRun): Pick<CaseResult, 'decision' | 'execution'> {
  return { decision, ...(execution && { execution }) };
}

function aboutMutant({ of }: MutantEffect): readonly About[] {
  return of === 'constraint' ? ['constraints'] : of === 'candidates' ? ['slots'] : [];
}

function aboutItem({ kind }: CoverageItem): readonly About[] {
  return kind === 'constraints' || kind === 'arms' ? [kind] : [];
}

/** A chain to which no rule leads may be reached by its tier's name. */
function pinnedCase(name: string, item: CoverageItem): CaseDraft | undefined {
  if (item.kind !== 'positions' || !('tier' in item.route)) return undefined;
  return { name, request: { model: item.route.tier } };
}

function withoutAttributes({ attributes: _, ...rest }: CaseDraft): CaseDraft {
  return rest;
}

function withoutFact(fact: string): (draft: CaseDraft) => CaseDraft {
  return ({ facts = {}, ...rest }) => {
    const left = Object.entries(facts).filter(([name]) => name !== fact);
    return left.length === 0 ? rest : { ...rest, facts: Object.fromEntries(left) };
  };
}

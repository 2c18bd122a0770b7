import type { Awaitable } from '../../facts/and-then.js';
import type { CompiledPolicy } from '../../rules/compile-policy.js';
import { formulaHolds } from '../../rules/direct-matcher.js';
import { TracedReadings } from '../../rules/traced-readings.js';
import { judgeRun } from '../run-suite.js';
import { applyMutant } from './apply-mutant.js';
import type { Baseline } from './baseline.js';
import { DecidedRun } from './decided-run.js';
import type { MutantEffect } from './mutant.js';

type Effect<Of extends MutantEffect['of']> = MutantEffect & { readonly of: Of };

/**
 * Tells whether one of some runs notices a mutant. Only runs that come out otherwise are decided again: a mutant of a
 * rule leaves alone those that a rule above it decides, and most of those that get past it.
 */
export class Noticing {
  readonly #compiled: CompiledPolicy;
  readonly #trials: readonly Trial[];

  constructor(compiled: CompiledPolicy, baselines: readonly Baseline[]) {
    this.#compiled = compiled;
    this.#trials = baselines.map((baseline) => new Trial(baseline, compiled));
  }

  async isNoticed(effect: MutantEffect): Promise<boolean> {
    switch (effect.of) {
      case 'conditions':
        return this.#noticesConditions(effect);
      case 'order':
        return this.#noticesOrder(effect);
      case 'outcome':
        return this.#noticesAmong(effect, ({ run }) => run?.ruleIndex === effect.ruleIndex);
      case 'candidates':
        return this.#noticesAmong(effect, ({ baseline, run }) => {
          const { escalations = [] } = baseline.judged.routed.decision;
          return (
            (run !== undefined && effect.outcomes.has(run.ruleIndex)) ||
            escalations.some(({ tier }) => effect.tiers.has(tier))
          );
        });
      case 'constraint':
        return this.#noticesAmong(effect, (trial) => isConstrainedOtherwise(trial.baseline, effect, this.#compiled));
      default:
        return effect satisfies never;
    }
  }

  async #noticesConditions(effect: Effect<'conditions'>): Promise<boolean> {
    const formulas = effect.formulas();
    const [first = 0] = formulas.keys();
    let mutated: CompiledPolicy | undefined;
    for (const trial of this.#trials) {
      const { run, baseline } = trial;
      if (run === undefined || run.ruleIndex < first) continue;
      const found = run.decidedWith(formulas);
      const decided = found instanceof Promise ? await found : found;
      if (!baseline.watchesFacts) {
        if (decided !== run.ruleIndex && (await trial.noticesRule(decided))) return true;
        continue;
      }
      if (decided === run.ruleIndex && !(await run.readsOthersWith(formulas))) continue;
      mutated ??= applyMutant(this.#compiled, effect);
      if (await isNoticedBy(baseline, mutated)) return true;
    }
    return false;
  }

  /** Of two neighbours that both hold the upper decides; which facts are read hangs on the order up to the lower one. */
  async #noticesOrder(effect: Effect<'order'>): Promise<boolean> {
    const { start, middle, end } = effect;
    let mutated: CompiledPolicy | undefined;
    for (const trial of this.#trials) {
      const { run, baseline } = trial;
      if (run === undefined || run.ruleIndex < start || run.ruleIndex >= end) continue;
      if (baseline.watchesFacts) {
        mutated ??= applyMutant(this.#compiled, effect);
        if (await isNoticedBy(baseline, mutated)) return true;
      } else if (run.ruleIndex < middle) {
        const found = run.firstHolding(middle, end);
        const lower = found instanceof Promise ? await found : found;
        if (lower < end && (await trial.noticesRule(lower))) return true;
      }
    }
    return false;
  }

  async #noticesAmong(effect: MutantEffect, isTouched: (trial: Trial) => Awaitable<boolean>): Promise<boolean> {
    let mutated: CompiledPolicy | undefined;
    for (const trial of this.#trials) {
      const touched = isTouched(trial);
      if (!(touched instanceof Promise ? await touched : touched)) continue;
      mutated ??= applyMutant(this.#compiled, effect);
      if (await isNoticedBy(trial.baseline, mutated)) return true;
    }
    return false;
  }
}

/** A run, and what is known of how it goes. */
class Trial {
  readonly baseline: Baseline;
  /** Undefined for a pinned request, which reads no rule. */
  readonly run: DecidedRun | undefined;
  readonly #compiled: CompiledPolicy;
  readonly #noticed = new Map<number, boolean>();

  constructor(baseline: Baseline, compiled: CompiledPolicy) {
    const { ruleIndex, judged } = baseline;
    this.baseline = baseline;
    this.run = ruleIndex === undefined ? undefined : new DecidedRun(compiled, ruleIndex, judged.routed.readings);
    this.#compiled = compiled;
  }

  /** Whether the run, which does not watch the facts, fails when another rule decides. Many mistakes lead to one rule. */
  async noticesRule(ruleIndex: number): Promise<boolean> {
    let noticed = this.#noticed.get(ruleIndex);
    if (noticed === undefined) {
      noticed = await isNoticedBy(this.baseline, decidingBy(ruleIndex, this.#compiled));
      this.#noticed.set(ruleIndex, noticed);
    }
    return noticed;
  }
}

/** A policy of which it is known which rule decides. */
function decidingBy(ruleIndex: number, compiled: CompiledPolicy): CompiledPolicy {
  const found = ruleIndex < compiled.rules.length ? [ruleIndex] : [];
  return { ...compiled, firstRule: { match: () => found } };
}

async function isNoticedBy({ checks, fixture, run }: Baseline, mutated: CompiledPolicy): Promise<boolean> {
  const { differences } = await judgeRun({ compiled: mutated, ...(checks && { checks }) }, fixture, run, 'mutant');
  return differences.length > 0;
}

/** Whether a constraint applies where it did not, or the other way round; or reads other facts, where they are watched. */
async function isConstrainedOtherwise(
  { judged, watchesFacts }: Baseline,
  { constraintIndex, formula }: Effect<'constraint'>,
  { constraints }: CompiledPolicy,
): Promise<boolean> {
  const { decision, readings } = judged.routed;
  const constrained = constraints[constraintIndex];
  if (decision.reject !== undefined || constrained === undefined) return false;
  const applied = decision.constraints.some(({ id }) => id === constrained.constraint.id);
  const traced = new TracedReadings(readings);
  const applies = formula !== undefined && (await formulaHolds(formula, traced, true));
  if (applies !== applied) return true;
  if (!watchesFacts) return false;
  const before = new TracedReadings(readings);
  await formulaHolds(constrained.formula, before, true);
  return (
    new Set([...before.trace.keys(), ...traced.trace.keys()]).size > Math.min(before.trace.size, traced.trace.size)
  );
}

import { Almanac, Engine, type RuleProperties, type TopLevelCondition } from 'json-rules-engine';
import type { CompiledFact } from '../facts/fact-source.js';
import type { Reading } from '../facts/reading.js';
import type { Comparison } from '../policy/condition.js';
import { type ComparisonTest, prepareComparison } from './comparison-test.js';
import type { Formula, Leaf } from './formula.js';

/**
 * Runs formulas on json-rules-engine. A matcher is immutable after it is made and may run any number of requests at
 * once: every run gets an object of its own in front of the engine, because the engine keeps its status on itself and
 * a run that finishes would end all others.
 */
export interface Matcher {
  /** Indexes of the formulas that hold, in order; with `first`, of the first only. */
  match(readings: ReadsFacts): readonly number[] | Promise<readonly number[]>;
}

/** Where a matcher reads facts; reading one again gives what it gave before. */
export interface ReadsFacts {
  /** `compiled`: the fact itself, where the asker has it at hand. */
  read(fact: string, compiled?: CompiledFact): Reading | Promise<Reading>;
}

export interface MatcherOptions {
  /** Stop at the first formula that holds. */
  readonly first: boolean;
  /** What an unknown comparison counts as: false for rules, which need true; true for constraints, which apply unless false. */
  readonly unknownAs: boolean;
}

/** Gives every formula to the engine: what all other matchers must agree with. */
export function createMatcher(formulas: readonly Formula[], { first, unknownAs }: MatcherOptions): Matcher {
  const { engine, propertiesOf } = prepareEngine(formulas, unknownAs);
  for (const index of formulas.keys()) engine.addRule(propertiesOf(index));
  if (first) {
    engine.on('success', function stopRun(this: Engine) {
      this.stop();
    });
  }
  prioritize(engine);
  return {
    async match(readings) {
      const run: Engine = Object.create(engine);
      const { events } = await run.run({}, { almanac: new ReadingsAlmanac(readings) });
      return events.map((event) => event.params?.index as number);
    },
  };
}

/** Runs the engine on one formula at a time. */
export interface FormulaRunner {
  holds(formula: number, readings: ReadsFacts): Promise<boolean>;
}

/** A formula becomes a rule of the engine when it is first run: of a large policy most never are. */
export function createFormulaRunner(formulas: readonly Formula[], unknownAs: boolean): FormulaRunner {
  const { engine, propertiesOf } = prepareEngine(formulas, unknownAs);
  const runs = new Map<number, Engine>();
  const engineOf = (index: number): Engine => {
    let own = runs.get(index);
    if (own === undefined) {
      own = Object.assign(Object.create(engine) as Engine, { rules: [] });
      own.addRule(propertiesOf(index));
      prioritize(own);
      runs.set(index, own);
    }
    return own;
  };
  return {
    async holds(formula, readings) {
      const run: Engine = Object.create(engineOf(formula));
      const { events } = await run.run({}, { almanac: new ReadingsAlmanac(readings) });
      return events.length > 0;
    },
  };
}

interface PreparedEngine {
  /** Without rules. */
  readonly engine: Engine;
  readonly propertiesOf: (formula: number) => RuleProperties;
}

function prepareEngine(formulas: readonly Formula[], unknownAs: boolean): PreparedEngine {
  const engine = new Engine([], { allowUndefinedFacts: false });
  const tests = new TestTable();
  const names = new Set<string>();
  const operatorOf = (leaf: Leaf): string => {
    const name = `${leaf.negated ? 'not ' : ''}${leaf.comparison.operator}${unknownAs ? ' or unknown' : ''}`;
    if (!names.has(name)) {
      names.add(name);
      // The condition's value is an index: the engine would deep-clone a set or a list for every evaluation.
      engine.addOperator(name, (reading: Reading, index: number) => {
        const truth = tests.at(index).truth(reading);
        return truth === undefined ? unknownAs : truth !== leaf.negated;
      });
    }
    return name;
  };
  const propertiesOf = (index: number): RuleProperties => {
    // Rules of equal priority start together, and stop() cannot stop them: every rule has a priority of its own.
    return ruleOf(formulas[index]!, index, formulas.length - index, operatorOf, tests);
  };
  return { engine, propertiesOf };
}

function ruleOf(
  formula: Formula,
  index: number,
  priority: number,
  operatorOf: (leaf: Leaf) => string,
  tests: TestTable,
): RuleProperties {
  const condition = conditionOf(formula, 1);
  const conditions = (formula.kind === 'leaf' ? { all: [condition] } : condition) as TopLevelCondition;
  // The event is cloned for every evaluation, so it carries the index only.
  return { conditions, event: { type: 'match', params: { index } }, priority };

  // Conditions of equal priority are all evaluated: each has a priority of its own, in the order of the formula.
  function conditionOf(part: Formula, rank: number): object {
    if (part.kind === 'leaf') {
      const { comparison } = part;
      return { fact: comparison.fact, operator: operatorOf(part), value: tests.add(comparison), priority: rank };
    }
    const count = part.parts.length;
    return { [part.kind]: part.parts.map((child, place) => conditionOf(child, count - place)), priority: rank };
  }
}

/** Sorting happens once here; a run would otherwise sort on its own object, each time anew. */
function prioritize(engine: Engine): void {
  (engine as Engine & { prioritizeRules(): unknown }).prioritizeRules();
}

class TestTable {
  readonly #tests: ComparisonTest[] = [];

  add(comparison: Comparison): number {
    return this.#tests.push(prepareComparison(comparison)) - 1;
  }

  at(index: number): ComparisonTest {
    const test = this.#tests[index];
    if (test === undefined) throw new Error(`comparison ${index} does not exist`);
    return test;
  }
}

/** Hands the engine our readings as they are, in place of its own cache and path lookup (which runs jsonpath). */
class ReadingsAlmanac extends Almanac {
  readonly #readings: ReadsFacts;

  constructor(readings: ReadsFacts) {
    super({ allowUndefinedFacts: false });
    this.#readings = readings;
  }

  override factValue<T>(fact: string): Promise<T> {
    return Promise.resolve(this.#readings.read(fact)) as Promise<T>;
  }
}

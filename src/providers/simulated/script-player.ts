import { parseScript, type ScriptProblem } from './parse-script.js';
import { answerStep, type Script, type Step } from './script-step.js';

/** Scripts by the name they play for: a model id, or in process also a model slot of the policy. */
export type Scripts = Readonly<Record<string, Script>>;

/** Thrown for a script that says something the simulated provider cannot do. */
export class ScriptError extends Error {
  override readonly name = 'ScriptError';
  readonly problems: readonly ScriptProblem[];

  constructor(key: string, problems: readonly ScriptProblem[]) {
    const lines = problems.map((problem) => `  ${problem.pointer || '/'}: ${problem.message} ${problem.help}`);
    super(`The script of ${JSON.stringify(key)} is wrong:\n${lines.join('\n')}`);
    this.problems = problems;
  }
}

interface Cursor {
  readonly steps: readonly Step[];
  index: number;
  /** How many requests the current step has served. */
  served: number;
}

/** Holds the scripts and how far each has been played. Every request takes one step. */
export class ScriptPlayer {
  readonly #cursors = new Map<string, Cursor>();

  /** @throws ScriptError */
  constructor(scripts: Scripts = {}) {
    for (const [key, script] of Object.entries(scripts)) this.set(key, script);
  }

  /** Replaces what is left of a script; an empty one ends it. @throws ScriptError */
  set(key: string, script: Script): void {
    const { steps, problems } = parseScript(script);
    if (problems.length > 0) throw new ScriptError(key, problems);
    this.#cursors.set(key, { steps, index: 0, served: 0 });
  }

  /** The next step of the first of these names whose script has one left; an answer when none has. */
  next(keys: readonly string[]): Step {
    for (const key of keys) {
      const step = this.#take(key);
      if (step) return step;
    }
    return answerStep;
  }

  /** Names with a script, played out or not. */
  get keys(): readonly string[] {
    return [...this.#cursors.keys()];
  }

  #take(key: string): Step | undefined {
    const cursor = this.#cursors.get(key);
    const step = cursor?.steps[cursor.index];
    if (!cursor || !step) return undefined;
    cursor.served += 1;
    if (cursor.served >= step.times) {
      cursor.index += 1;
      cursor.served = 0;
    }
    return step;
  }
}

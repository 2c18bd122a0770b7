import { whyUnreadable } from '../../policy/read-regular-file.js';
import type { Attributes } from '../../request/routing-request.js';
import { fileInput } from '../file-input.js';
import type { CliIo } from '../io.js';
import { parseJson } from '../parse-json.js';
import { type InputLine, readLines } from '../read-lines.js';
import { type AttributeTree, setAttribute } from '../set-attribute.js';
import { UsageError } from '../usage-error.js';
import type { Experiment } from './experiment-of.js';

/** A key to be assigned to an arm. */
export interface KeyLine {
  /** Undefined where a line gave attributes, or nothing. */
  readonly key?: string;
  readonly attributes: Attributes;
}

/** A line that cannot be read, counted from 1, and why. */
export interface BadLine {
  readonly line: number;
  readonly problem: string;
}

/** The keys of a file, or of standard input: one on each line. Throws UsageError for a file that cannot be read. */
export async function* readKeys(
  path: string | undefined,
  experiment: Experiment,
  io: CliIo,
): AsyncGenerator<KeyLine | BadLine> {
  let before = 0;
  try {
    for await (const line of readLines(fileInput(path, io))) {
      // Lines that are left out are blank: keys that are missing.
      for (before += 1; before < line.number; before += 1) yield { attributes: {} };
      yield keyIn(line, experiment);
    }
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`--keys ${path} cannot be read: ${whyUnreadable(error)}`);
  }
}

/** So many keys, the same ones each time, so that an assessment can be repeated. */
export async function* madeUpKeys(experiment: Experiment, count: number): AsyncGenerator<KeyLine> {
  for (let index = 1; index <= count; index += 1) {
    yield { attributes: attributesOf(experiment.paths, (path) => `${path}-${index}`) };
  }
}

function keyIn({ number: line, text }: InputLine, experiment: Experiment): KeyLine | BadLine {
  if (text === undefined) return { line, problem: 'the line is not UTF-8 text' };
  if (!text.startsWith('{')) return { key: text, attributes: attributesOf(experiment.paths, () => text) };
  const parsed = parseJson(text);
  if ('problem' in parsed) return { line, problem: `the line ${parsed.problem}` };
  return { attributes: parsed.value as Attributes };
}

function attributesOf(paths: readonly string[], value: (path: string) => string): Attributes {
  const tree: AttributeTree = {};
  for (const path of paths) setAttribute(tree, path, value(path));
  return tree;
}

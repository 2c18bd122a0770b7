import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RouterEvents } from '../../router-events.js';
import { writeLine } from '../io.js';
import type { Stage } from './stage.js';

/** Edits a line of a policy's copy, and shows the edit. */
export async function editPolicy({ io, paint, folder }: Stage, name: string, from: string, to: string): Promise<void> {
  const file = join(folder, `${name}.yaml`);
  const text = await readFile(file, 'utf8');
  if (!text.includes(from)) throw new Error(`the shipped ${name}.yaml has no "${from}", which the demo edits`);
  await writeLine(io.stdout, `  ${paint.red(`- ${from}`)}\n  ${paint.green(`+ ${to}`)}`);
  await writeFile(file, text.replace(from, to));
}

/** Files are watched: an edit that is not seen within this time never will be. */
const patienceMs = 5000;

export function nextPolicyEvent<E extends 'policy-applied' | 'policy-refused'>(
  { router }: Stage,
  name: E,
): Promise<RouterEvents[E][0]> {
  return new Promise((resolve, reject) => {
    const listener = (...[event]: RouterEvents[E]): void => {
      clearTimeout(timer);
      router.off(name, listener);
      resolve(event);
    };
    const timer = setTimeout(() => reject(new Error(`no ${name} within ${patienceMs} ms`)), patienceMs);
    router.on(name, listener);
  });
}

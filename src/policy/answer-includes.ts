import { messageOf } from '../diagnostics/message-of.js';
import type { PolicyFiles, PolicyReading } from './read-policy-files.js';
import type { FoundFile } from './referenced-file.js';

/**
 * Gives the text of an included file or a catalogue, by its path relative to the policy's folder, with `/`; undefined when there is no
 * such file. May throw when the file cannot be read; the error's message is reported.
 */
export type ReadInclude = (path: string) => string | undefined;

/** Finishes reading a policy with a function that gives its includes at once. */
export function answerIncludes(reading: PolicyReading, readInclude: ReadInclude | undefined): PolicyFiles {
  let step = reading.next();
  while (!step.done) step = reading.next(findInclude(step.value.path, readInclude));
  return step.value;
}

function findInclude(path: string, readInclude: ReadInclude | undefined): FoundFile {
  if (readInclude === undefined) return { kind: 'nowhere' };
  try {
    const text = readInclude(path);
    return text === undefined ? { kind: 'missing' } : { kind: 'text', text };
  } catch (error) {
    return { kind: 'unreadable', reason: messageOf(error) };
  }
}

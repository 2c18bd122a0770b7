import type { BrokenLines } from '../../report/broken-lines.js';
import { countOf } from '../count-of.js';
import { type CliIo, writeLine } from '../io.js';
import { shownPath } from '../shown-path.js';
import type { OpenRecordFiles } from './with-records.js';

/** Tells on standard error which lines were left out; gives them back under the names that the user gave the files. */
export async function tellBroken(
  { count, first }: BrokenLines,
  { input }: Pick<OpenRecordFiles, 'input'>,
  io: CliIo,
): Promise<BrokenLines> {
  const shown = (file: string) => (file === input ? 'standard input' : shownPath(file, io));
  const named = { count, first: first.map((broken) => ({ ...broken, file: shown(broken.file) })) };
  if (count > 0) await writeLine(io.stderr, describeBroken(named));
  return named;
}

function describeBroken({ count, first }: BrokenLines): string {
  const lines = first.map(({ file, line, reason }) => `  ${file}:${line}: ${reason}`);
  const more = count > first.length ? [`  and ${count - first.length} more`] : [];
  return [`${countOf(count, 'broken line')} left out:`, ...lines, ...more].join('\n');
}

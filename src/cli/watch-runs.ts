import { resolve } from 'node:path';
import { messageOf } from '../diagnostics/message-of.js';
import { watchPolicies } from '../reload/watch-policies.js';
import { type CliIo, writeLine } from './io.js';
import { paintFor } from './paint.js';
import { UsageError } from './usage-error.js';

/** A run, and the files that it depends on. */
export interface WatchedRun<Result> {
  readonly result: Result;
  readonly files: readonly string[];
}

/**
 * Runs at once, and again whenever the files that the last run read, or the YAML files beside the path, hold something
 * new; until the user interrupts. Gives the last result; undefined when no run came to an end.
 */
export async function watchRuns<Result>(
  path: string,
  run: () => Promise<WatchedRun<Result>>,
  io: CliIo,
): Promise<Result | undefined> {
  const paint = paintFor(io, io.stderr);
  const interrupted = io.untilInterrupted();
  const inCwd = (file: string): string => resolve(io.cwd, file);
  let last: WatchedRun<Result> | undefined;
  const rerun = async (): Promise<void> => {
    if (io.stderr.isTTY) await io.stderr.write(clearScreen);
    try {
      last = await run();
    } catch (error) {
      // A folder that is empty for a moment ends no watch.
      if (!(error instanceof UsageError)) throw error;
      await tell(`${paint.red('error:')} ${error.message}`);
    }
    await tell(paint.dim('watching for changes; Ctrl-C stops'));
  };
  const tell = (line: string): Promise<void> => writeLine(io.stderr, line);
  const watcher = await watchPolicies({
    path: inCwd(path),
    files: () => (last?.files ?? []).map(inCwd),
    reload: rerun,
    onError: (error) => void tell(`${paint.red('error:')} ${messageOf(error)}`),
  });
  await interrupted;
  await watcher.close();
  return last?.result;
}

const clearScreen = '\u001b[2J\u001b[3J\u001b[H';

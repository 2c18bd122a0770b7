import type { ExitCode } from '../exit-code.js';
import type { CliIo } from '../io.js';

/** What a command's registration gets: the world, and where its exit code goes. */
export interface CommandContext {
  readonly io: CliIo;
  readonly finish: (code: ExitCode) => void;
}

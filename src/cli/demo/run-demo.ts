import { type ExitCode, exitCode } from '../exit-code.js';
import type { CliIo } from '../io.js';

export async function runDemo(_io: CliIo): Promise<ExitCode> {
  return exitCode.good;
}

import { createPaint, type Paint } from '../diagnostics/paint.js';
import type { CliIo, CliOutput } from './io.js';

/** Colour only on a terminal, and never with NO_COLOR (https://no-color.org: set and not empty). */
export function usesColor(io: CliIo, output: CliOutput): boolean {
  return output.isTTY && !io.env.NO_COLOR && io.env.TERM !== 'dumb';
}

export function paintFor(io: CliIo, output: CliOutput): Paint {
  return createPaint(usesColor(io, output));
}

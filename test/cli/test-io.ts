import type { CliIo, CliOutput } from '../../src/cli/io.js';
import { run } from '../../src/cli/run.js';

export interface TestIoOptions {
  /** What stands on standard input; a terminal without it. */
  readonly stdin?: string | Uint8Array;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Whether standard output and error are terminals. */
  readonly tty?: boolean;
  /** Resolves when the user asks to stop. Default: never. */
  readonly interrupted?: Promise<void>;
  /** Told of everything that is written to standard error, as it is written. */
  readonly onError?: (text: string) => void;
}

export interface TestIo extends CliIo {
  readonly out: () => string;
  readonly err: () => string;
}

/** An io whose output is kept. */
function createTestIo(options: TestIoOptions = {}): TestIo {
  const { stdin, env = {}, cwd = process.cwd(), tty = false, interrupted, onError } = options;
  const kept = { out: '', err: '' };
  const keep = (name: 'out' | 'err'): CliOutput => ({
    isTTY: tty,
    closed: false,
    write: (text) => {
      kept[name] += text;
      if (name === 'err') onError?.(text);
      return Promise.resolve();
    },
  });
  return {
    stdin: {
      isTTY: stdin === undefined,
      async *[Symbol.asyncIterator]() {
        if (stdin !== undefined) yield stdin;
      },
    },
    stdout: keep('out'),
    stderr: keep('err'),
    env,
    cwd,
    untilInterrupted: () => interrupted ?? new Promise<never>(() => {}),
    out: () => kept.out,
    err: () => kept.err,
  };
}

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the command in process. */
export async function policy(argv: readonly string[], options: TestIoOptions = {}): Promise<Ran> {
  const io = createTestIo(options);
  const code = await run(argv, io);
  return { code, out: io.out(), err: io.err() };
}

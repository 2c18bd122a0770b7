/** What a command may touch of the process: a value, so that tests run commands without spawning. */
export interface CliIo {
  readonly stdin: CliInput;
  /** Machine output and answers. */
  readonly stdout: CliOutput;
  /** Everything that is said about the work. */
  readonly stderr: CliOutput;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Absolute path that relative paths start from. */
  readonly cwd: string;
  /** Resolves when the user asks to stop (Ctrl-C, or a polite kill). Until it is called, the process just ends. */
  readonly untilInterrupted: () => Promise<void>;
}

export interface CliInput extends AsyncIterable<string | Uint8Array> {
  readonly isTTY: boolean;
}

export interface CliOutput {
  readonly isTTY: boolean;
  /** Resolves when more may be written. A reader that went away is no error: what is written after that is dropped. */
  write(text: string): Promise<void>;
  /** Whether the reader went away (EPIPE): long work may stop. */
  readonly closed: boolean;
}

export function writeLine(output: CliOutput, line = ''): Promise<void> {
  return output.write(`${line}\n`);
}

import type { CliInput, CliIo, CliOutput } from './io.js';

/** The real process. */
export function processIo(process: NodeJS.Process): CliIo {
  return {
    stdin: inputOf(process.stdin),
    stdout: outputTo(process.stdout),
    stderr: outputTo(process.stderr),
    env: process.env,
    cwd: process.cwd(),
    untilInterrupted: () =>
      new Promise((resolve) => {
        for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
      }),
  };
}

function inputOf(stream: NodeJS.ReadStream): CliInput {
  return { isTTY: stream.isTTY === true, [Symbol.asyncIterator]: () => stream[Symbol.asyncIterator]() };
}

export function outputTo(stream: NodeJS.WritableStream & { readonly isTTY?: boolean }): CliOutput {
  let closed = false;
  // `policy decide | head -1` closes the pipe: not an error of ours, and no reason to change the exit code.
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    closed = true;
  });
  return {
    isTTY: stream.isTTY === true,
    get closed() {
      return closed;
    },
    write(text) {
      if (closed) return Promise.resolve();
      // The callback comes when the text was handed on, or with the error that the listener above has seen.
      return new Promise((resolve) => stream.write(text, () => resolve()));
    },
  };
}

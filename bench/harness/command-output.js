/**
 * Runs a command of `policy` in this process, on no terminal and with nothing on standard input.
 *
 * @param {readonly string[]} argv Such as `['report', '--json', 'records.jsonl']`.
 * @param {{ cwd?: string, stderr?: (text: string) => void }} [options] What it says on standard error is dropped by default.
 * @returns {Promise<{ code: number, out: string }>} The exit code, and what stood on standard output.
 */
export async function commandOutput(argv, { cwd = process.cwd(), stderr = () => {} } = {}) {
  const { run } = await import('../../dist/cli/run.js');
  const kept = [];
  const output = (write) => ({ isTTY: false, closed: false, write: async (text) => write(text) });
  const code = await run(argv, {
    stdin: { isTTY: true, async *[Symbol.asyncIterator]() {} },
    stdout: output((text) => kept.push(text)),
    stderr: output(stderr),
    env: {},
    cwd,
    untilInterrupted: () => new Promise(() => {}),
  });
  return { code, out: kept.join('') };
}

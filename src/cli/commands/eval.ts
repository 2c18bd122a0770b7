import type { Command } from 'commander';
import { type Diagnostic, hasErrors } from '../../diagnostics/diagnostic.js';
import { renderDiagnostics } from '../../diagnostics/render-diagnostic.js';
import { evalPage } from '../../eval/eval-page.js';
import type { EvalReport } from '../../eval/eval-report.js';
import { type LabelLine, readLabels } from '../../eval/read-labels.js';
import { runEval } from '../../eval/run-eval.js';
import { parseSweep, type Sweep } from '../../eval/sweep-spec.js';
import { whyUnreadable } from '../../policy/read-regular-file.js';
import type { CompiledPolicy } from '../../rules/compile-policy.js';
import { describeEval } from '../eval/describe-eval.js';
import { pairOf } from '../eval/pair-of.js';
import { type ExitCode, exitCode } from '../exit-code.js';
import { fileInput } from '../file-input.js';
import { type CliIo, writeLine } from '../io.js';
import { loadCompiled } from '../load-compiled.js';
import { paintFor, usesColor } from '../paint.js';
import { parseJson } from '../parse-json.js';
import { readLines } from '../read-lines.js';
import { selectPolicy } from '../select-policy.js';
import { UsageError } from '../usage-error.js';
import { writePage } from '../write-page.js';
import type { CommandContext } from './command-context.js';

interface EvalFlags {
  readonly policy: string;
  readonly labels?: string;
  readonly name?: string;
  readonly weak?: string;
  readonly strong?: string;
  readonly sweep?: string;
  readonly heldOut: string;
  readonly json?: true;
  readonly html?: string;
}

const help = `
A line of the label file is a request, as for policy decide, and how good each model's answer to it was:
  {"request": {"messages": [{"role": "user", "content": "Hi"}]}, "quality": {"fast": 0.8, "deep": 0.9},
   "cost_usd": {"fast": 0.0001, "deep": 0.002}}
Models go by the name of their slot or by their id; more quality is better, on any scale; cost_usd may be left out.

PGR, APGR and CPT are those of RouteLLM (arXiv 2406.18665): the share of the quality gap between the weak and the
strong model that is recovered; its average over all budgets; and the least use of the strong model for a share of it.

Examples:
  $ policy eval --labels labels.jsonl
  $ policy eval --labels labels.jsonl --sweep tokens=200..4000:200
  $ policy eval --labels labels.jsonl --sweep tokens@2000=500,1000,2000 --weak fast --strong deep

Exit codes: 0 done; 2 labels, or the policy, cannot be used.`;

export function addEval(program: Command, { io, finish }: CommandContext): void {
  program
    .command('eval')
    .description('what a policy would make of labelled requests: quality against cost, and which thresholds are right')
    .option('--policy <path>', 'policy file or folder', 'policies')
    .option('--labels <file>', 'JSON Lines of requests and qualities; default: standard input')
    .option('--name <policy>', 'the policy, where the folder has several')
    .option('--weak <model>', 'the model to do with where that is enough; default: the cheapest of those judged')
    .option('--strong <model>', 'the model that is worth its price; default: the dearest of those judged')
    .option('--sweep <fact=range>', 'a threshold of a fact replaced over a range, such as tokens=200..4000:200')
    .option('--held-out <percent>', 'rows that judge thresholds and do not choose them; 0 for none', '50')
    .option('--json', 'write the figures as JSON')
    .option('--html <file>', 'write a page with the curve, too')
    .addHelpText('after', help)
    .action(async (flags: EvalFlags) => finish(await evalPolicy(flags, io)));
}

async function evalPolicy(flags: EvalFlags, io: CliIo): Promise<ExitCode> {
  if (flags.labels === undefined && io.stdin.isTTY) {
    throw new UsageError('give --labels FILE, or lines of JSON on standard input; --help shows what a line looks like');
  }
  const heldOut = percentOf(flags.heldOut);
  const policies = await loadCompiled(flags.policy, io);
  if (policies === undefined) return exitCode.unable;
  const compiled = selectPolicy(policies, flags.name);
  const sweep = flags.sweep === undefined ? undefined : sweepOf(flags.sweep, compiled);
  const file = flags.labels ?? 'standard input';
  const { labels, diagnostics } = readLabels(await linesOf(flags, io), file, compiled.policy);
  if (hasErrors(diagnostics)) return refuse(diagnostics, io);
  if (labels.length === 0) throw new UsageError(`${file} holds no label`);
  const { by, ...pair } = pairOf(flags, compiled.policy, labels);
  const result = await runEval(compiled, labels, {
    file,
    pair,
    heldOut,
    now: Date.now(),
    ...(sweep !== undefined && { sweep }),
    ...(io.stderr.isTTY && { onProgress: (done, total) => void progress(done, total, io) }),
  });
  if ('diagnostics' in result) return refuse(result.diagnostics, io);
  const { report } = result;
  if (report.rows.judged_on === 0) throw new UsageError(nothingJudged(report.rows));
  const text = flags.json === true ? JSON.stringify(report) : describeEval(report, by, paintFor(io, io.stdout));
  await writeLine(io.stdout, text);
  if (flags.html !== undefined) await writePage(flags.html, () => evalPage(report), io);
  return exitCode.good;
}

function sweepOf(text: string, { policy }: CompiledPolicy): Sweep {
  try {
    return parseSweep(text, policy);
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(error.message);
    throw error;
  }
}

async function linesOf({ labels }: EvalFlags, io: CliIo): Promise<readonly LabelLine[]> {
  const lines: LabelLine[] = [];
  try {
    for await (const { number: line, text } of readLines(fileInput(labels, io))) {
      lines.push({ line, ...(text === undefined ? { problem: 'is not UTF-8 text' } : parseJson(text)) });
    }
  } catch (error) {
    throw new UsageError(`--labels ${labels} cannot be read: ${whyUnreadable(error)}`);
  }
  return lines;
}

function nothingJudged({ labels, refused }: EvalReport['rows']): string {
  if (refused === labels) return `no row is left to judge: the policy refuses all ${labels}`;
  return `${labels - refused} labels are too few to hold some out: give more, or --held-out 0`;
}

/** Without the lines themselves: they hold what users wrote. */
async function refuse(diagnostics: readonly Diagnostic[], io: CliIo): Promise<ExitCode> {
  const shown = diagnostics.slice(0, mostShown);
  await writeLine(io.stderr, renderDiagnostics(shown, [], { color: usesColor(io, io.stderr) }));
  if (diagnostics.length > shown.length) await writeLine(io.stderr, `and ${diagnostics.length - shown.length} more`);
  return exitCode.unable;
}

const mostShown = 20;

function percentOf(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value >= 0 && value < 100) return value / 100;
  throw new UsageError(`--held-out ${text}: a percentage from 0 to below 100 was expected`);
}

async function progress(done: number, total: number, io: CliIo): Promise<void> {
  if (total > 1) await io.stderr.write(done === total ? '\r\u001b[K' : `\rthreshold ${done} of ${total}`);
}

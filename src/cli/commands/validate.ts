import type { Command } from 'commander';
import { type Diagnostic, sortDiagnostics } from '../../diagnostics/diagnostic.js';
import { renderDiagnostics } from '../../diagnostics/render-diagnostic.js';
import { lintPolicy } from '../../lint/lint-policy.js';
import type { Policy } from '../../policy/policy.js';
import { countOf } from '../count-of.js';
import { type ExitCode, exitCode } from '../exit-code.js';
import { fewFindings } from '../few-findings.js';
import { type CliIo, writeLine } from '../io.js';
import { compilePath } from '../load-compiled.js';
import { paintFor, usesColor } from '../paint.js';
import { readSources } from '../read-sources.js';
import { thresholdFindings } from '../threshold-findings.js';
import type { CommandContext } from './command-context.js';

interface ValidateOptions {
  readonly policy: string;
  readonly json?: true;
  readonly strict?: true;
}

const examples = `
Examples:
  $ policy validate
  $ policy validate --policy policies/support.yaml --strict
  $ policy validate --json > findings.json

Exit codes: 0 valid; 1 errors, or warnings with --strict; 2 nothing could be checked.`;

export function addValidate(program: Command, { io, finish }: CommandContext): void {
  program
    .command('validate')
    .description('check policies, and say what is wrong and where')
    .option('--policy <path>', 'policy file or folder', 'policies')
    .option('--strict', 'warnings fail, too')
    .option('--json', 'write the findings as JSON')
    .addHelpText('after', examples)
    .action(async (options: ValidateOptions) => finish(await validate(options, io)));
}

async function validate(options: ValidateOptions, io: CliIo): Promise<ExitCode> {
  const { compiled, diagnostics } = await compilePath(options.policy, io);
  const policies = compiled.map(({ policy }) => policy);
  const untested = await thresholdFindings(options.policy, io);
  const warned = compiled.flatMap((policy) => lintPolicy(policy, { now: Date.now() }));
  const findings = sortDiagnostics([...diagnostics, ...warned, ...untested]);
  const errors = count(findings, 'error');
  const warnings = count(findings, 'warning');
  if (options.json === true) {
    const report = { policies: policies.map(contentsOf), errors, warnings, diagnostics: findings };
    await writeLine(io.stdout, JSON.stringify(report, null, 2));
  } else {
    await tell(policies, findings, io);
  }
  return errors > 0 || (options.strict === true && warnings > 0) ? exitCode.failed : exitCode.good;
}

function count(findings: readonly Diagnostic[], severity: Diagnostic['severity']): number {
  return findings.filter((finding) => finding.severity === severity).length;
}

/** What a policy consists of. */
function contentsOf(policy: Policy) {
  const { name, version, place, endpoints, models, tiers, facts, rules, constraints } = policy;
  return {
    name,
    version,
    file: place.file,
    endpoints: endpoints.size,
    models: models.size,
    tiers: tiers.size,
    facts: facts.size,
    rules: rules.length,
    constraints: constraints.length,
  };
}

async function tell(policies: readonly Policy[], findings: readonly Diagnostic[], io: CliIo): Promise<void> {
  const paint = paintFor(io, io.stderr);
  if (findings.length > 0) {
    const color = usesColor(io, io.stderr);
    const { shown, rest } = fewFindings(findings);
    await writeLine(io.stderr, `${renderDiagnostics(shown, readSources(shown, io.cwd), { color })}\n`);
    if (rest !== undefined) await writeLine(io.stderr, `and ${rest}\n${paint.dim('--json writes all of them')}\n`);
  }
  for (const policy of policies) {
    const { name, version, file, ...counts } = contentsOf(policy);
    const contents = Object.entries(counts).map(([part, number]) => countOf(number, part.slice(0, -1)));
    await writeLine(
      io.stderr,
      `${paint.green('✓')} ${paint.bold(name)} ${paint.dim(`${version} ${file}`)}  ${contents.join(', ')}`,
    );
  }
  if (findings.length > 0) await writeLine(io.stderr, verdict(findings));
}

function verdict(findings: readonly Diagnostic[]): string {
  const parts = (['error', 'warning'] as const).flatMap((severity) => {
    const number = count(findings, severity);
    return number === 0 ? [] : [countOf(number, severity)];
  });
  return parts.join(', ');
}

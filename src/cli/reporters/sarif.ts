import { diagnosticCodes } from '../../diagnostics/codes.js';
import { type Problem, type ProblemPlace, problemsOf } from './problems.js';
import type { Reporter, ReportOptions } from './reporter.js';
import { totalsOf } from './totals.js';

/**
 * SARIF 2.1.0, for code scanning. Lines and columns count from 1 and columns count UTF-16 code units, as ours do.
 * Source: https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/sarif-v2.1.0-os.html
 */
export const reportSarif: Reporter = (report, options) => {
  const problems = problemsOf(report);
  const ids = [...new Set(problems.map(({ rule }) => rule))].sort();
  const run = {
    tool: {
      driver: {
        name: 'policy test',
        version: options.version,
        rules: ids.map((id) => ({ id, shortDescription: { text: ruleText(id) } })),
      },
    },
    invocations: [{ executionSuccessful: totalsOf(report).invalid === 0 }],
    columnKind: 'utf16CodeUnits',
    results: problems.map((problem) => resultOf(problem, ids, options)),
  };
  const log = { $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0', runs: [run] };
  return `${JSON.stringify(log, null, 2)}\n`;
};

const caseFailed = 'A case came out otherwise than its fixture expects.';

function ruleText(id: string): string {
  const codes: Readonly<Record<string, string>> = diagnosticCodes;
  return codes[id] ?? caseFailed;
}

function resultOf(problem: Problem, ids: readonly string[], options: ReportOptions): object {
  const { rule, severity, message, at, related, identity } = problem;
  return {
    ruleId: rule,
    ruleIndex: ids.indexOf(rule),
    level: severity,
    message: { text: message },
    locations: [{ physicalLocation: physicalLocation(at, options) }],
    ...(related.length > 0 && {
      relatedLocations: related.map((other, index) => ({
        id: index + 1,
        physicalLocation: physicalLocation(other, options),
        message: { text: other.message },
      })),
    }),
    partialFingerprints: { 'signalboxProblem/v1': identity },
  };
}

function physicalLocation({ file, line, column, endLine, endColumn }: ProblemPlace, options: ReportOptions): object {
  const uri = options.inRepository(file).split('/').map(encodeURIComponent).join('/');
  return {
    artifactLocation: { uri, uriBaseId: '%SRCROOT%' },
    region: {
      startLine: line,
      startColumn: column,
      ...(endLine !== undefined && { endLine }),
      ...(endColumn !== undefined && { endColumn }),
    },
  };
}

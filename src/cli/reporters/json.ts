import type { Decision } from '../../decide/decision.js';
import type { CaseExecution } from '../../verify/case-execution.js';
import { passed } from '../../verify/fixture-result.js';
import { qualityJson } from './quality-json.js';
import type { Reporter } from './reporter.js';
import { totalsOf } from './totals.js';

/** Everything the run knows, as one JSON document; of cases that pass not the rules that were passed over. */
export const reportJson: Reporter = (report) => {
  const { cases, failed, invalid } = totalsOf(report);
  const files = report.files.map((file) =>
    file.kind === 'invalid'
      ? { file: file.file, valid: false, diagnostics: file.diagnostics, cases: [] }
      : {
          file: file.file,
          valid: true,
          policy: file.policy,
          diagnostics: file.diagnostics,
          cases: file.results.map((result) => ({
            name: result.name,
            cell: result.cell,
            line: result.place.line,
            column: result.place.column,
            passed: passed(result),
            duration_ms: result.duration,
            differences: result.differences,
            ...(result.rule !== undefined && { rule: result.rule }),
            decision: passed(result) ? withoutPassedOver(result.decision) : result.decision,
            ...(result.execution && { execution: executionOf(result.execution) }),
          })),
        },
  );
  const quality = report.quality && {
    quality: report.quality.map(qualityJson),
    missed_gates: report.missedGates ?? [],
  };
  const document = { cases, failed, invalid, duration_ms: report.duration, files, ...quality };
  return `${JSON.stringify(document, null, 2)}\n`;
};

/** For a case that passes nobody asks which rules were passed over: of a large policy they are nearly all of it. */
function withoutPassedOver(decision: Decision): object {
  return Object.fromEntries(Object.entries(decision).filter(([field]) => field !== 'passed_over'));
}

/** The report without the decision, which stands beside it. */
function executionOf({ report, error }: CaseExecution): object {
  const { decision: _, ...execution } = report;
  return { error, ...execution };
}

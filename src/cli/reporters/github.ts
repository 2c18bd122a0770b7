import { type Problem, problemsOf } from './problems.js';
import type { Reporter, ReportOptions } from './reporter.js';

/**
 * Annotations for GitHub Actions, as workflow commands: a failed case is marked where the policy decided it.
 * Source: https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions
 */
export const reportGithub: Reporter = (report, options) =>
  problemsOf(report)
    .map((problem) => `${annotation(problem, options)}\n`)
    .join('');

function annotation({ severity, title, message, at }: Problem, { inRepository }: ReportOptions): string {
  const { file, line, column, endLine, endColumn } = at;
  const properties = {
    file: inRepository(file),
    line,
    ...(endLine !== undefined && { endLine }),
    col: column,
    // Columns of several lines cannot be marked; and GitHub's end is the last character, not the one after it.
    ...(endColumn !== undefined && endLine === line && { endColumn: Math.max(column, endColumn - 1) }),
    title,
  };
  const pairs = Object.entries(properties).map(([key, value]) => `${key}=${escapeProperty(String(value))}`);
  return `::${severity} ${pairs.join(',')}::${escapeData(message)}`;
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

import type { Diagnostic } from '../diagnostics/diagnostic.js';
import { fewOf } from './few-of.js';

/** Findings drawn with their lines: each takes half a dozen. */
const mostDrawn = 100;

/** The findings that are drawn for people, errors sooner than warnings, in their order; and what is left out, in words. */
export function fewFindings(findings: readonly Diagnostic[]): {
  readonly shown: readonly Diagnostic[];
  /** `910 more: 510 duplicate-rule, 400 unknown-under-not`; absent when nothing is left out. */
  readonly rest?: string;
} {
  if (findings.length <= mostDrawn) return { shown: findings };
  const errors = findings.filter(({ severity }) => severity === 'error');
  const warnings = findings.filter(({ severity }) => severity !== 'error');
  const drawn = new Set(fewOf([...errors, ...warnings], mostDrawn).shown);
  const counts = new Map<string, number>();
  for (const finding of findings) {
    if (!drawn.has(finding)) counts.set(finding.code, (counts.get(finding.code) ?? 0) + 1);
  }
  const kinds = [...counts].toSorted(([, a], [, b]) => b - a).map(([code, count]) => `${count} ${code}`);
  return {
    shown: findings.filter((finding) => drawn.has(finding)),
    rest: `${findings.length - drawn.size} more: ${kinds.join(', ')}`,
  };
}

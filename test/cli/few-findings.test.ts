import { describe, expect, it } from 'vitest';
import { fewFindings } from '../../src/cli/few-findings.js';
import type { Diagnostic } from '../../src/diagnostics/diagnostic.js';
import { nowhere } from '../support/conditions.js';

const finding = (code: Diagnostic['code'], severity: Diagnostic['severity'] = 'warning'): Diagnostic => ({
  code,
  severity,
  message: code,
  place: nowhere,
});
const many = <T>(count: number, make: () => T): readonly T[] => Array.from({ length: count }, make);

describe('findings for people', () => {
  it('are all shown while they are few', () => {
    const findings = many(100, () => finding('unused-name'));
    expect(fewFindings(findings)).toEqual({ shown: findings });
  });

  it('are a hundred, errors among them, and told by kind what is left out', () => {
    const error = finding('unknown-name', 'error');
    const findings = [
      ...many(90, () => finding('unused-name')),
      ...many(30, () => finding('duplicate-rule')),
      error,
      ...many(5, () => finding('unused-name')),
    ];
    const { shown, rest } = fewFindings(findings);
    expect(shown).toHaveLength(100);
    expect(shown.at(-1)).toBe(error);
    expect(rest).toBe('26 more: 21 duplicate-rule, 5 unused-name');
  });
});

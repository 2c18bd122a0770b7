import type { DiagnosticCode } from '../diagnostics/codes.js';
import type { Diagnostic } from '../diagnostics/diagnostic.js';
import type { Place } from '../diagnostics/place.js';
import { missingKey, noBranchByKeys, unknownKey } from './key-findings.js';
import type { Places } from './places.js';
import { jsonType } from './schema-branches.js';
import type { BranchGroups } from './select-schema.js';
import type { Violation } from './validate.js';
import { badName, notAllowed, outOfBounds, repeatedItem, wrongType } from './value-findings.js';

export interface SchemaFinding {
  readonly code: DiagnosticCode;
  readonly message: string;
  readonly help?: string;
  readonly place: Place;
}

/** Turns what a schema reports into findings: one for each mistake, at the key or value where it was made. */
export function findingsOf(violations: readonly Violation[], groups: BranchGroups, places: Places): Diagnostic[] {
  // A value behind an alias is looked at once for each use, under other pointers, and stands in one place.
  const seen = new Map<string, string>();
  return withoutRepeats(violations).flatMap((violation) => {
    if (places.refused.has(violation.pointer)) return [];
    return findingFor(violation, violations, groups, places).flatMap((finding) => {
      const { line, column } = finding.place;
      const key = `${finding.code} ${line}:${column}`;
      const first = seen.get(key) ?? violation.pointer;
      seen.set(key, first);
      return first === violation.pointer ? [{ severity: 'error' as const, ...finding }] : [];
    });
  });
}

const aboutKeys = new Set(['additionalProperties', 'required', 'if', 'propertyNames']);

/** Of several things wrong with one value, its type comes first, else what was found first. */
function withoutRepeats(violations: readonly Violation[]): Violation[] {
  const chosen = new Map<string, Violation>();
  const aboutValue = (violation: Violation): boolean =>
    !aboutKeys.has(violation.keyword) && violation.propertyName === undefined;
  for (const violation of violations.filter(aboutValue)) {
    const other = chosen.get(violation.pointer);
    if (other === undefined || violation.keyword === 'type') chosen.set(violation.pointer, violation);
  }
  return violations.filter((violation) => !aboutValue(violation) || chosen.get(violation.pointer) === violation);
}

/** The one required key that a mapping with one unknown key lacks: most likely the two are one mistake. */
function renamedKey({ pointer }: Violation, violations: readonly Violation[]): string | undefined {
  const here = violations.filter((other) => other.pointer === pointer);
  const missing = here.filter(({ keyword }) => keyword === 'required');
  const unknown = here.filter(({ keyword }) => keyword === 'additionalProperties');
  return missing.length === 1 && unknown.length === 1 ? String(missing[0]?.params.missingProperty) : undefined;
}

function findingFor(
  violation: Violation,
  violations: readonly Violation[],
  groups: BranchGroups,
  places: Places,
): SchemaFinding[] {
  if (violation.propertyName !== undefined) return [badName(violation, violation.propertyName, places)];
  switch (violation.keyword) {
    case 'if':
    case 'propertyNames':
      return [];
    case 'choose':
      return noBranch(violation, groups, places);
    case 'additionalProperties':
      return [unknownKey(violation, renamedKey(violation, violations), groups, places)];
    case 'required':
      return renamedKey(violation, violations) === undefined ? missingKey(violation, places) : [];
    case 'type':
      return [wrongType(violation, [violation.schema], places)];
    case 'enum':
    case 'const':
      return [notAllowed(violation, places)];
    case 'uniqueItems':
      return [repeatedItem(violation, places)];
    default:
      return [outOfBounds(violation, places)];
  }
}

function noBranch(violation: Violation, groups: BranchGroups, places: Places): SchemaFinding[] {
  const group = groups(violation.schema.choice as string);
  const mapping = jsonType(violation.value) === 'object' && group.branches.some(({ types }) => types.has('object'));
  return mapping
    ? noBranchByKeys(violation, group, places)
    : [
        wrongType(
          violation,
          group.branches.map(({ schema }) => schema),
          places,
        ),
      ];
}

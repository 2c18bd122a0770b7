import type { CompiledPolicy } from '../../rules/compile-policy.js';
import type { CaseResult } from '../fixture-result.js';
import { type ChainRoute, type CoverageItem, type CoverageKind, coverageKinds } from './coverage-item.js';
import { coverageItems } from './coverage-items.js';
import { OpenItems } from './open-items.js';
import { createItemSearch } from './reach-item.js';

/** What the cases of a policy exercise in it. */
export interface Coverage extends Fraction {
  readonly kinds: readonly KindCoverage[];
}

/** Exact: what is shown as a percentage is rounded down. */
export interface Fraction {
  readonly covered: number;
  readonly total: number;
}

export interface KindCoverage extends Fraction {
  readonly kind: CoverageKind;
  readonly missing: readonly CoverageItem[];
  /** Items that no request can exercise, decided over the facts' classes. They are not counted. */
  readonly impossible: readonly CoverageItem[];
}

/** Measures what cases exercise; positions in a chain count where a case was executed. */
export function measureCoverage(
  compiled: CompiledPolicy,
  results: readonly Pick<CaseResult, 'decision' | 'execution'>[],
): Coverage {
  const items = coverageItems(compiled);
  const open = new OpenItems(items, compiled);
  for (const result of results) open.take(result);
  const left = [...open.left];
  const reach = createItemSearch(compiled, left);
  const impossible = new Set(
    left.filter((item) => {
      if (item.kind === 'positions' && isPinnable(item.route, compiled)) return false;
      const witness = reach(item);
      return !witness.found && witness.decided;
    }),
  );
  const kinds = coverageKinds.map((kind) => kindCoverage(kind, items, open.left, impossible));
  return {
    kinds,
    covered: kinds.reduce((sum, { covered }) => sum + covered, 0),
    total: kinds.reduce((sum, { total }) => sum + total, 0),
  };
}

/** A pinned request goes to its tier whatever the rules say. */
function isPinnable(route: ChainRoute, { policy: { pinning } }: CompiledPolicy): boolean {
  return 'tier' in route && (pinning === 'all' || pinning.has(route.tier));
}

function kindCoverage(
  kind: CoverageKind,
  items: readonly CoverageItem[],
  open: ReadonlySet<CoverageItem>,
  impossible: ReadonlySet<CoverageItem>,
): KindCoverage {
  const own = items.filter((item) => item.kind === kind);
  const possible = own.filter((item) => !impossible.has(item));
  const missing = possible.filter((item) => open.has(item));
  return {
    kind,
    missing,
    impossible: own.filter((item) => impossible.has(item)),
    covered: possible.length - missing.length,
    total: possible.length,
  };
}

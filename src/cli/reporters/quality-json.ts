import type { Place } from '../../diagnostics/place.js';
import type { Fraction } from '../../verify/coverage/measure-coverage.js';
import { flooredPercent } from '../../verify/percent.js';
import type { PolicyQuality } from '../../verify/policy-quality.js';

/** What was measured of a policy, as plain data. */
export function qualityJson({ policy, fixtures, coverage, mutation, suggestions }: PolicyQuality): object {
  return {
    policy: policy.name,
    file: policy.file,
    fixtures,
    ...(coverage && {
      coverage: {
        ...fractionJson(coverage),
        kinds: coverage.kinds.map((kind) => ({
          kind: kind.kind,
          ...fractionJson(kind),
          missing: kind.missing.map(({ what, place }) => ({ what, ...positionJson(place) })),
          impossible: kind.impossible.map(({ what, place }) => ({ what, ...positionJson(place) })),
        })),
      },
    }),
    ...(mutation && {
      mutation: {
        ...fractionJson(mutation),
        equivalent: mutation.equivalent,
        undecided: mutation.undecided,
        failing_cases: mutation.failing,
        unnoticed: mutation.unnoticed.map(({ mutant, readings }) => ({
          kind: mutant.kind,
          mistake: mutant.mistake,
          ...positionJson(mutant.place),
          ...(readings && {
            facts: Object.fromEntries([...readings].map(([fact, each]) => [fact, each.known ? each.value : null])),
          }),
        })),
      },
    }),
    ...(suggestions && { suggestions }),
  };
}

function fractionJson(fraction: Fraction): object {
  return { covered: fraction.covered, total: fraction.total, percent: flooredPercent(fraction) };
}

function positionJson({ file, line, column }: Place): object {
  return { file, line, column };
}

import { formatValue } from '../../diagnostics/format-value.js';
import type { Paint } from '../../diagnostics/paint.js';
import type { Place } from '../../diagnostics/place.js';
import type { Coverage, Fraction } from '../../verify/coverage/measure-coverage.js';
import type { Mutation } from '../../verify/mutate/measure-mutation.js';
import { flooredPercent } from '../../verify/percent.js';
import type { PolicyQuality } from '../../verify/policy-quality.js';
import { countOf } from '../count-of.js';
import { fewOf } from '../few-of.js';
import type { MissedGate } from '../quality-options.js';

/** Of each list of what is missing. */
const mostListed = 50;

/** Where to look when a list is cut short. */
export const allElsewhere = '--reporter json=report.json writes all of them';

/** What was measured of the policies, for people: fractions, then what is missing and where it stands. */
export function qualityText(
  quality: readonly PolicyQuality[],
  missed: readonly MissedGate[],
  paint: Paint,
): readonly string[] {
  return [
    ...quality.flatMap(({ policy, coverage, mutation }) => [
      ...(coverage === undefined ? [] : coverageLines(policy.name, coverage, paint)),
      ...(mutation === undefined ? [] : mutationLines(policy.name, mutation, paint)),
    ]),
    ...missed.map(({ policy, measure, minimum }) =>
      paint.red(`✗ the ${measure} of policy ${policy} is below ${minimum} %`),
    ),
  ];
}

function coverageLines(policy: string, coverage: Coverage, paint: Paint): readonly string[] {
  const shown = coverage.kinds.filter(({ total, impossible }) => total > 0 || impossible.length > 0);
  return [
    `${paint.bold(`coverage of policy ${policy}`)}  ${fractionText(coverage, paint)}`,
    ...shown.flatMap((kind) => {
      const left = kind.impossible.length;
      const note = left === 0 ? '' : paint.dim(`  ${left} more that no request can reach`);
      const { shown: listed, more } = fewOf(kind.missing, mostListed);
      return [
        `  ${kind.kind.padEnd(12)} ${fractionText(kind, paint)}${note}`,
        ...listed.map(({ what, place }) => `    ${paint.yellow('○')} ${what}  ${paint.dim(placeText(place))}`),
        ...(more === 0 ? [] : [`    ${andMore(more, paint)}`]),
      ];
    }),
    '',
  ];
}

function mutationLines(policy: string, mutation: Mutation, paint: Paint): readonly string[] {
  const { equivalent, undecided, failing, unnoticed } = mutation;
  const { shown, more } = fewOf(unnoticed, mostListed);
  const notes = [
    equivalent === 0 ? undefined : `${countOf(equivalent, 'mistake')} left out: no request can tell`,
    undecided === 0 ? undefined : `${undecided} undecided, counted as unnoticed`,
    failing === 0 ? undefined : `${countOf(failing, 'failing case')} could notice nothing`,
  ].filter((note) => note !== undefined);
  return [
    `${paint.bold(`mistakes in policy ${policy} that cases notice`)}  ${fractionText(mutation, paint)}`,
    ...notes.map((note) => `  ${paint.dim(note)}`),
    ...shown.flatMap(({ mutant, readings }) => [
      `  ${paint.yellow('○')} ${mutant.mistake}  ${paint.dim(placeText(mutant.place))}`,
      ...(readings === undefined ? [] : [`      ${paint.dim(`a case with ${factsText(readings)} would notice`)}`]),
    ]),
    ...(more === 0 ? [] : [`  ${andMore(more, paint)}`]),
    '',
  ];
}

function andMore(count: number, paint: Paint): string {
  return `and ${count.toLocaleString('en')} more  ${paint.dim(allElsewhere)}`;
}

function factsText(readings: NonNullable<Mutation['unnoticed'][number]['readings']>): string {
  const facts = [...readings].map(
    ([fact, reading]) => `${fact}=${reading.known ? formatValue(reading.value) : 'unknown'}`,
  );
  return facts.length === 0 ? 'any request' : facts.join(' ');
}

/** `12 of 13, 92.3 %`. */
export function fractionText(fraction: Fraction, paint: Paint): string {
  const { covered, total } = fraction;
  const color = covered === total ? paint.green : paint.yellow;
  return color(`${covered} of ${total}, ${flooredPercent(fraction)} %`);
}

function placeText({ file, line }: Place): string {
  return `${file}:${line}`;
}

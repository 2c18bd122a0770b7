import { fewestUnits } from './compare-arms.js';
import type { ExperimentReport } from './experiment-report.js';

/** Something that a reader must know before believing a figure. */
export interface ExperimentFinding {
  readonly code: ExperimentFindingCode;
  /** Whether the figures cannot be used at all. */
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly help: string;
}

/** Every code, with what it means. */
export const experimentFindingCodes = {
  'sample-ratio-mismatch': 'The units are not spread over the arms as their shares say (chi-squared, p below 0.001).',
  'units-in-two-arms': 'Units were seen in more than one arm; above 1 % of all units the figures cannot be used.',
  'single-arm': 'There are no two arms to compare.',
  'key-missing': 'Requests asked for the experiment without its key, and were in no arm.',
  'arm-given': 'Requests had their arm given by the caller instead of assigned.',
  'few-units': 'An arm has fewer than 100 units, too few for an interval.',
  'cost-unknown': 'The cost of some requests is unknown.',
} as const;

export type ExperimentFindingCode = keyof typeof experimentFindingCodes;

export type ReportFacts = Omit<ExperimentReport, 'findings' | 'verdict'>;

/** A share of units in two arms above which the comparison is suspect. */
const suspiciousShare = 0.01;

export function findingsOf(report: ReportFacts): readonly ExperimentFinding[] {
  return [
    ...sampleRatio(report),
    ...singleArm(report),
    ...unitsInTwoArms(report),
    ...keyMissing(report),
    ...armGiven(report),
    ...fewUnits(report),
    ...costUnknown(report),
  ];
}

function* sampleRatio({ sample_ratio: ratio }: ReportFacts): Generator<ExperimentFinding> {
  if (ratio === undefined || !ratio.mismatch) return;
  const arms = ratio.arms.map(({ arm, units, expected }) => `${arm} ${count(units)} for ${count(expected)}`);
  yield {
    code: 'sample-ratio-mismatch',
    severity: 'error',
    message: `units are not spread as the arms' shares say: ${arms.join(', ')} (p ${formatP(ratio.p)})`,
    help: 'look for what loses or adds units in one arm: records that are dropped, errors before the record is written, a rule above the experiment that reads it only sometimes, another system that assigns arms',
  };
}

function* singleArm({ arms, control }: ReportFacts): Generator<ExperimentFinding> {
  if (arms.length > 1) return;
  const [only] = arms;
  yield {
    code: 'single-arm',
    severity: 'error',
    message: only === undefined ? 'no unit was seen in any arm' : `units were seen in one arm only, ${only.arm}`,
    help:
      only === undefined || only.arm === control
        ? 'check that the records reach back to when the experiment ran'
        : `name the arm to compare with by --control; there is no ${control}`,
  };
}

function* unitsInTwoArms({ units_in_two_arms: units, arms }: ReportFacts): Generator<ExperimentFinding> {
  if (units === 0) return;
  const all = arms.reduce((sum, arm) => sum + arm.units, units);
  const share = units / all;
  yield {
    code: 'units-in-two-arms',
    severity: share > suspiciousShare ? 'error' : 'warning',
    message: `${count(units)} of ${count(all)} units (${percent(share)}) were seen in more than one arm and are left out`,
    help: 'arms or seed changed while the experiment ran, or records of two experiments of one name are mixed: report on the time after the change (--since), or give the experiment a new seed',
  };
}

function* keyMissing({ requests_without_key: requests, arms }: ReportFacts): Generator<ExperimentFinding> {
  if (requests === 0) return;
  const all = arms.reduce((sum, arm) => sum + arm.requests, requests);
  yield {
    code: 'key-missing',
    severity: 'warning',
    message: `${count(requests)} of ${count(all)} requests (${percent(requests / all)}) asked for the experiment without its key, and were in no arm`,
    help: 'pass the attribute that the experiment keys on with every request; the report speaks for requests that have it',
  };
}

function* armGiven({ requests_without_unit: requests }: ReportFacts): Generator<ExperimentFinding> {
  if (requests === 0) return;
  yield {
    code: 'arm-given',
    severity: 'warning',
    message: `${count(requests)} requests had their arm given by the caller, and are left out`,
    help: 'only arms that were assigned by the key can be compared',
  };
}

function* fewUnits({ arms }: ReportFacts): Generator<ExperimentFinding> {
  const few = arms.filter(({ units }) => units < fewestUnits);
  if (few.length === 0) return;
  yield {
    code: 'few-units',
    severity: 'warning',
    message: `too few units for an interval: ${few.map(({ arm, units }) => `${arm} has ${count(units)}`).join(', ')}`,
    help: `each arm needs at least ${fewestUnits} units that share the requests evenly`,
  };
}

function* costUnknown({ arms }: ReportFacts): Generator<ExperimentFinding> {
  const unknown = arms.filter(({ counts, requests }) => counts.cost < requests);
  if (unknown.length === 0 || arms.every(({ counts }) => counts.cost === 0)) return;
  const shares = unknown.map(({ arm, counts, requests }) => `${arm} ${percent(1 - counts.cost / requests)}`);
  yield {
    code: 'cost-unknown',
    severity: 'warning',
    message: `the cost of some requests is unknown and they are left out of it: ${shares.join(', ')}`,
    help: 'give models a price; a cost that is unknown more often in one arm makes the comparison unfair',
  };
}

export function formatP(p: number): string {
  return p < 1e-15 ? '< 1e-15' : p < 0.0001 ? p.toExponential(1) : p.toFixed(4);
}

function percent(share: number): string {
  return `${(share * 100).toFixed(share < 0.001 ? 3 : 1)} %`;
}

function count(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

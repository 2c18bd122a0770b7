import type { ArmComparison } from './compare-arms.js';
import type { ExperimentFinding, ReportFacts } from './experiment-findings.js';
import { experimentMetrics } from './experiment-metric.js';
import { formatInterval, formatSize } from './format-metric.js';

/** One paragraph that says what is shown, what is not, and for whom; never more than the intervals allow. */
export function verdictOf(report: ReportFacts & { readonly findings: readonly ExperimentFinding[] }): string {
  const broken = report.findings.find(({ severity }) => severity === 'error');
  if (broken !== undefined) return `${brokenWords[broken.code] ?? broken.message} Do not decide by these figures.`;
  const judged = report.comparisons.filter(({ low }) => low !== undefined);
  if (judged.length === 0) return 'It is too early to say anything: there are too few units for an interval.';
  const arms = report.arms.filter(({ arm }) => arm !== report.control).map(({ arm }) => arm);
  return [
    ...arms.map((arm) => armSentences(arm, report.control, judged)),
    `All of this holds together with ${report.confidence} % confidence, however often the report is looked at, for the units that were seen.`,
  ].join(' ');
}

const brokenWords: Partial<Record<ExperimentFinding['code'], string>> = {
  'sample-ratio-mismatch':
    'The units are not spread over the arms as they should be, so something other than chance decides who is counted where, and any difference may come from that.',
  'units-in-two-arms': 'Too many units were seen in more than one arm, so that the arms do not hold what they should.',
  'single-arm': 'There are no two arms to compare.',
};

function armSentences(arm: string, control: string, all: readonly ArmComparison[]): string {
  const own = all.filter((comparison) => comparison.arm === arm);
  const shown = own.filter((comparison) => comparison.shown !== 'unsettled');
  const open = own.filter((comparison) => comparison.shown === 'unsettled');
  if (own.length === 0) return `Of ${arm} too few units were seen.`;
  return [
    shown.length === 0
      ? `Between ${arm} and ${control} no difference is shown yet, which does not mean that there is none.`
      : `Compared with ${control}, ${arm} ${list(shown.map(shownWords))}.`,
    open.length === 0 ? '' : `Not settled, and so possible: a difference in ${list(open.map(openWords))}.`,
    tension(shown),
  ]
    .filter((sentence) => sentence !== '')
    .join(' ');
}

function shownWords({ metric, low = 0, high = 0, relative, shown }: ArmComparison): string {
  const { words } = experimentMetrics[metric];
  const about = relative === undefined ? '' : `, about ${Math.abs(relative * 100).toFixed(1)} %`;
  return `${shown === 'lower' ? words.lower : words.higher} (by ${formatSize(metric, low, high)}${perWhat[metric]}${about})`;
}

function openWords({ metric, low = 0, high = 0 }: ArmComparison): string {
  return `${nouns[metric]} (${formatInterval(metric, low, high)})`;
}

/** Whether what is shown points both ways, so that somebody has to weigh it. */
function tension(shown: readonly ArmComparison[]): string {
  const isBetter = ({ metric, shown: side }: ArmComparison) => experimentMetrics[metric].better === side;
  const better = shown.filter(isBetter).length;
  return better > 0 && better < shown.length ? 'That is better in one way and worse in another: weigh them.' : '';
}

const nouns = {
  cost: 'cost per 1,000 requests',
  latency: 'latency',
  failures: 'the share of failures',
  escalations: 'the share of escalations',
  score: 'the score',
} as const;

const perWhat = {
  cost: ' per 1,000 requests',
  latency: '',
  failures: '',
  escalations: '',
  score: '',
} as const;

function list(parts: readonly string[]): string {
  const last = parts.at(-1) ?? '';
  return parts.length < 2 ? last : `${parts.slice(0, -1).join(', ')} and ${last}`;
}

import type { Paint } from '../../diagnostics/paint.js';
import { countText, meanText, ratioText, timeText, usdText } from '../../report/figure-text.js';
import type { ShadowReport } from '../../report/shadow/shadow-report.js';
import { countOf } from '../count-of.js';
import { textTable } from '../text-table.js';

/** Each shadow beside what was delivered. */
export function describeShadows(shadows: readonly ShadowReport[], paint: Paint): string {
  return shadows.map((shadow) => describeShadow(shadow, paint)).join('\n\n');
}

function describeShadow(shadow: ShadowReport, paint: Paint): string {
  const { primary, candidate } = shadow;
  const table = textTable({
    titles: ['', 'delivered', 'shadow'],
    rows: [
      ['latency p50', timeText(primary.p50_ms), timeText(candidate.p50_ms)],
      ['latency p95', timeText(primary.p95_ms), timeText(candidate.p95_ms)],
      ['cost per answer, USD', usdText(primary.cost_usd), usdText(candidate.cost_usd)],
      ['characters', countText(primary.characters), countText(candidate.characters)],
      ['valid JSON', ratioText(shadow.primary_json_valid), ratioText(shadow.candidate_json_valid)],
    ],
  }).split('\n');
  return [
    `${paint.bold(`shadow ${shadow.shadow}`)}  policy ${shadow.policy}`,
    `  ${copies(shadow)}`,
    ...table.map((line) => `  ${line}`),
    `  agreement: exact ${ratioText(shadow.exact)}, words in common ${ratioText(shadow.similarity)}, tool calls ${ratioText(shadow.tool_calls)}, finish reason ${ratioText(shadow.same_finish_reason)}`,
    ...(shadow.judged === 0
      ? []
      : [`  judge: ${meanText(shadow.judge_score, shadow.judge_margin)} over ${countText(shadow.judged)} answers`]),
  ].join('\n');
}

function copies({ answered, failed, skipped }: ShadowReport): string {
  const left = Object.entries(skipped).map(
    ([reason, count]) => `${countText(count)} left out (${reason.replaceAll('_', ' ')})`,
  );
  return [`${countOf(answered, 'copy', 'copies')} answered`, `${countText(failed)} failed`, ...left].join(', ');
}

import { describe, expect, it } from 'vitest';
import { describeRun } from '../../src/cli/describe-run.js';
import type { Decision } from '../../src/decide/decision.js';
import { createPaint } from '../../src/diagnostics/paint.js';
import type { Attempt, RoutingReport } from '../../src/execute/routing-report.js';

const attempt = (model: string, outcome: Attempt['outcome']): Attempt => ({
  slot: model,
  model,
  endpoint: 'here',
  outcome,
  started_at: 0,
  duration_ms: 5,
  changes: [],
});

const plain = createPaint(false);

const decision = { rule: 'hard', tier: 'deep', reason: 'rule' } as Decision;

function lines(more: Partial<RoutingReport>): readonly string[] {
  const attempts = [attempt('m/one', 'truncated'), attempt('m/two', 'ok')];
  const report: RoutingReport = { decision, attempts, served_by: 1, duration_ms: 12, ...more };
  return describeRun(report, plain).split('\n');
}

describe('describeRun', () => {
  it('tells what failed, and who answered', () => {
    expect(lines({})).toEqual([
      'failed m/one: truncated',
      'm/two by rule hard · tier deep · tokens unknown · cost unknown · 2 attempts · 12 ms',
    ]);
  });

  it('tells where another model went on, and what could not be done', () => {
    const seam = { because: 'truncated', attempt: 1, slot: 'two', at: 7 } as const;
    expect(
      lines({
        seams: [
          { type: 'stream-continue', ...seam },
          { type: 'stream-restart', ...seam },
        ],
        not_applied: [{ setting: 'escalate', because: 'it is a stream' }],
      }).slice(1, -1),
    ).toEqual([
      'seam m/two went on after 7 characters',
      'seam m/two began anew',
      'not applied escalate: it is a stream',
    ]);
  });
});

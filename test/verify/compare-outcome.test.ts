import { describe, expect, it } from 'vitest';
import schema from '#schemas/fixtures.schema.json' with { type: 'json' };
import type { CaseOutcome } from '../../src/verify/case-outcome.js';
import { compareOutcome, expectedFields } from '../../src/verify/compare-outcome.js';
import type { Expectation } from '../../src/verify/fixtures-document.generated.js';
import { routedToOpenRouter, sampleExecution, sampleOutcome, sampleRouted } from './sample-decision.js';

const rejected = sampleOutcome(
  sampleRouted({ reject: { message: 'no', status: 451 }, tier: null, chain: [], max_tokens: null }, []),
);
const unexecuted = sampleOutcome(sampleRouted());
const executed = sampleOutcome(sampleRouted(), sampleExecution());
const exhausted = sampleOutcome(sampleRouted(), sampleExecution({ served_by: null }));
const noModel = sampleOutcome(sampleRouted({ no_eligible_model: true, chain: [], targets: [], max_tokens: null }, []));

const degraded = sampleOutcome(sampleRouted(), sampleExecution({ degraded: { budget: 'day', tier: 'saver' } }));
const copied: CaseOutcome = { ...sampleOutcome(sampleRouted()), shadows: [{ id: 'try-deep', candidates: [] }] };
const openRouter = sampleOutcome(routedToOpenRouter());
const attempts: Expectation['attempts'] = [
  { slot: 'fast', outcome: 'overloaded' },
  { slot: 'fast', outcome: 'overloaded' },
  { slot: 'deep', outcome: 'ok' },
];

type Row = readonly [right: Expectation, wrong: Expectation, field: string, actual: unknown, outcome?: CaseOutcome];

const rows: readonly Row[] = [
  [{ rule: 'by-size.below-500' }, { rule: 'default' }, 'rule', 'by-size.below-500'],
  [{ reason: 'rule' }, { reason: 'pinned' }, 'reason', 'rule'],
  [{ tier: 'quick' }, { tier: null }, 'tier', 'quick'],
  [{ tier: null }, { tier: 'quick' }, 'tier', null, rejected],
  [{ model: 'm/fast' }, { model: 'm/deep' }, 'model', 'm/fast'],
  [{ chain: ['m/fast', 'm/deep'] }, { chain: ['m/deep', 'm/fast'] }, 'chain', ['m/fast', 'm/deep']],
  [{ chain: [] }, { model: 'm/fast' }, 'model', null, rejected],
  [{ slots: ['fast', 'deep'] }, { slots: ['fast'] }, 'slots', ['fast', 'deep']],
  [{ max_tokens: 512 }, { max_tokens: 511 }, 'max_tokens', 512],
  [{ max_tokens: null }, { max_tokens: 1 }, 'max_tokens', null, rejected],
  [{ reject: false }, { reject: true }, 'reject', false],
  [{ reject: true }, { reject: false }, 'reject', { message: 'no', status: 451 }, rejected],
  [{ reject: { status: 451 } }, { reject: { status: 403 } }, 'reject.status', 451, rejected],
  [{ reject: { message: 'no' } }, { reject: { message: 'yes' } }, 'reject.message', 'no', rejected],
  [{ reject: false }, { reject: { message: 'no' } }, 'reject', false],
  [{ error: 'REQUEST_REJECTED' }, { error: 'NO_ELIGIBLE_MODEL' }, 'error', 'REQUEST_REJECTED', rejected],
  [{ error: 'NO_ELIGIBLE_MODEL' }, { error: 'REQUEST_REJECTED' }, 'error', 'NO_ELIGIBLE_MODEL', noModel],
  [{ reason: 'rule' }, { error: 'NO_ELIGIBLE_MODEL' }, 'error', null],
  [
    { every_model: { labels: ['private'] } },
    { every_model: { labels: ['private', 'small'] } },
    'every_model.labels',
    { deep: ['private'] },
  ],
  [
    { every_model: { endpoints: ['cloud', 'inhouse'] } },
    { every_model: { endpoints: ['inhouse'] } },
    'every_model.endpoints',
    { deep: 'cloud' },
  ],
  [{ error: 'NO_ELIGIBLE_MODEL' }, { every_model: { labels: ['private'] } }, 'every_model', 'no model', noModel],
  [{ computed: ['tokens', 'region'] }, { computed: ['tokens', 'words'] }, 'computed', null],
  [{ not_computed: ['words'] }, { not_computed: ['words', 'region'] }, 'not_computed', 'computed'],
  [{ facts: { tokens: 499, needs: ['tools'] } }, { facts: { tokens: 500 } }, 'facts.tokens', 499],
  [{ facts: { arm: 'treatment' } }, { facts: { words: 3 } }, 'facts.words', 'not computed'],
  [{ facts: { arm: 'treatment' } }, { facts: { region: 'eu' } }, 'facts.region', 'unknown'],
  [{ unknown: ['region'] }, { unknown: ['region', 'words'] }, 'unknown', ['region']],
  [{ params: { temperature: 0.2 } }, { params: { temperature: 0.3 } }, 'params.temperature', 0.2],
  [{ params: { stop: ['x'] } }, { params: { top_p: 1 } }, 'params.top_p', null],
  [{ provider: { sort: 'price' } }, { provider: { sort: 'latency', zdr: true } }, 'provider.sort', 'price', openRouter],
  [{ params: { stop: ['x'] } }, { provider: { sort: 'price' } }, 'provider.sort', null],
  [{ error: null }, { error: 'ATTEMPTS_EXHAUSTED' }, 'error', null, executed],
  [{ error: 'ATTEMPTS_EXHAUSTED' }, { error: null }, 'error', 'ATTEMPTS_EXHAUSTED', exhausted],
  [{ served_by: 'deep' }, { served_by: 'fast' }, 'served_by', 'deep', executed],
  [{ served_by: null }, { served_by: 'deep' }, 'served_by', null, exhausted],
  [{ attempts: 3 }, { attempts: 2 }, 'attempts', attempts, executed],
  [{ attempts }, { attempts: attempts.slice(1) }, 'attempts', attempts, executed],
  [{ cost_usd: 0.3 }, { cost_usd: 0.31 }, 'cost_usd', 0.1 + 0.2, executed],
  [{ cost_usd: { above: 0.2, below: 0.4 } }, { cost_usd: { at_most: 0.2 } }, 'cost_usd', 0.1 + 0.2, executed],
  [{ duration_ms: 750 }, { duration_ms: { below: 750 } }, 'duration_ms', 750, executed],
  [{ duration_ms: { at_least: 750, at_most: 750 } }, { duration_ms: { above: 750 } }, 'duration_ms', 750, executed],
  [{ exposures: ['arm'] }, { exposures: [] }, 'exposures', ['arm']],
  [{ constraints: ['capped', 'private'] }, { constraints: ['capped'] }, 'constraints', ['private', 'capped']],
  [{ degraded_to: 'saver' }, { degraded_to: null }, 'degraded_to', 'saver', degraded],
  [{ shadows: ['try-deep'] }, { shadows: [] }, 'shadows', ['try-deep'], copied],
];

describe('comparing what came out of a case', () => {
  for (const [right, wrong, field, actual, outcome = unexecuted] of rows) {
    it(`agrees with ${JSON.stringify(right)} and differs from ${JSON.stringify(wrong)}`, () => {
      expect(compareOutcome(right, outcome)).toEqual([]);
      const [difference, ...more] = compareOutcome(wrong, outcome);
      expect(more).toEqual([]);
      expect(difference).toMatchObject({ field, actual });
    });
  }

  it('has a row here for every field of the schema', () => {
    const covered = new Set(rows.flatMap(([right, wrong]) => [...expectedFields(right), ...expectedFields(wrong)]));
    const { Expectation } = schema.$defs as { readonly Expectation: { readonly properties: object } };
    expect([...covered].sort()).toEqual(Object.keys(Expectation.properties).sort());
  });

  it('differs where the cost is not known', () => {
    const { cost: _, ...report } = sampleExecution().report;
    const unpriced = sampleOutcome(sampleRouted(), { report, error: null });
    expect(compareOutcome({ cost_usd: { at_most: 1 } }, unpriced)).toMatchObject([{ field: 'cost_usd', actual: null }]);
  });

  it('names every field that differs, in the order of the file', () => {
    const differences = compareOutcome({ tier: 'x', rule: 'y', max_tokens: 512 }, unexecuted);
    expect(differences.map(({ field }) => field)).toEqual(['tier', 'rule']);
  });
});

import type { Decision } from '../decide/decision.js';
import { readingsOfDecision } from '../decide/decision-readings.js';
import { formatValue, shorten } from '../diagnostics/format-value.js';
import type { Paint } from '../diagnostics/paint.js';
import type { Place, SourceFile } from '../diagnostics/place.js';
import { showLine } from '../diagnostics/source-line.js';
import { deploymentsOf } from '../policy/deployments-of.js';
import type { Policy } from '../policy/policy.js';
import type { CompiledPolicy } from '../rules/compile-policy.js';
import { type ExplainedLine, explainCondition } from '../rules/explain-condition.js';
import { position, rolloutIn, ruleOf } from './describe-decision.js';
import { type NearestRule, nearestRuleLines } from './explain/nearest-rule.js';
import { passedOverLines } from './explain/passed-over.js';
import { priceLines } from './explain/price-lines.js';

/** What there is to tell of a decision. */
export interface DecisionStory {
  readonly decision: Decision;
  readonly compiled: CompiledPolicy;
  readonly nearest?: NearestRule | undefined;
}

/**
 * A decision as a person would tell it: what was chosen and why, what each rule above lacked, which other rule was
 * nearest, what constraints did.
 */
export function explainDecision({ decision, compiled, nearest }: DecisionStory, paint: Paint): string {
  const { policy } = compiled;
  const sections = [
    headline(decision, paint),
    excerpt(decidingPlace(decision, policy), policy.files, paint),
    section('Rollout', decision.rollout === undefined ? [] : [rolloutIn(decision.rollout)], paint),
    section('Why', whyLines(decision, policy, paint), paint),
    section('Facts read', factLines(decision, paint), paint),
    section('Models, in order', chainLines(decision, policy, paint), paint),
    ...(decision.cheapest ?? []).map((compared) => section(...priceLines(compared, paint), paint)),
    section('Asked again where the answer is wanting', escalationLines(decision, paint), paint),
    section('Parameters the policy sets', paramLines(decision), paint),
    section('Rules passed over', passedOverLines(decision, policy, paint), paint),
    section('The nearest other rule', nearestRuleLines(nearest, paint), paint),
    section('Constraints that apply', constraintLines(decision, paint), paint),
    section('Models removed', removedLines(decision, paint), paint),
    section('Experiments exposed', exposureLines(decision), paint),
    section('Facts not as declared', flagLines(decision), paint),
    section('Facts not computed', notComputed(decision), paint),
    paint.dim(`policy ${decision.policy}, version ${decision.version}`),
  ];
  return sections.filter((text) => text !== '').join('\n\n');
}

function headline(decision: Decision, paint: Paint): string {
  const target = paint.bold(targetOf(decision));
  const at = paint.dim(position(decision));
  switch (decision.reason) {
    case 'rule':
      return `Rule ${paint.bold(ruleOf(decision))} decides: ${target}  ${at}`;
    case 'default':
      return `No rule matches, so the default decides: ${target}  ${at}`;
    case 'pinned':
      return `The request pins ${target}, so no rule was read  ${at}`;
    default:
      return decision.reason satisfies never;
  }
}

function targetOf(decision: Decision): string {
  if (decision.reject !== undefined) return `refuse with ${decision.reject.status}: ${decision.reject.message}`;
  const chosen = decision.tier === null ? 'a model slot' : `tier ${decision.tier}`;
  return decision.no_eligible_model === true ? `${chosen}, of which no model is left` : chosen;
}

function section(title: string, lines: readonly string[], paint: Paint): string {
  return lines.length === 0 ? '' : [paint.bold(title), ...lines.map((line) => `  ${line}`)].join('\n');
}

/** The condition of the rule that decided, line by line, with what each comparison saw. */
function whyLines(decision: Decision, policy: Policy, paint: Paint): readonly string[] {
  const rule = decision.reason === 'rule' ? policy.rules.find(({ id }) => id === decision.rule) : undefined;
  const readings = readingsOfDecision(decision);
  if (rule === undefined) return [];
  return explainCondition(rule.condition, (fact) => readings.get(fact)).map((line) => {
    const mark = line.truth === undefined ? paint.yellow('?') : line.truth ? paint.green('✓') : paint.red('✗');
    const saw = line.fact === undefined ? '' : `  ${paint.dim(seenIn(line))}`;
    return `${'  '.repeat(line.depth)}${mark} ${line.text}${saw}`;
  });
}

function seenIn({ reading }: ExplainedLine): string {
  if (reading === undefined) return 'not read';
  return reading.known ? `saw ${shorten(formatValue(reading.value), 60)}` : `unknown: ${reading.reason}`;
}

function factLines(decision: Decision, paint: Paint): readonly string[] {
  return [
    ...Object.entries(decision.facts).map(([fact, value]) => `${fact} is ${shorten(formatValue(value), 80)}`),
    ...decision.unknown.map(({ fact, reason, detail }) =>
      paint.yellow(`${fact} is unknown: ${detail === undefined ? reason : `${reason} (${shorten(detail, 80)})`}`),
    ),
  ];
}

function chainLines(decision: Decision, policy: Policy, paint: Paint): readonly string[] {
  return decision.targets.map((target, index) => {
    const { model, slot, endpoint, max_tokens } = target;
    const from = index === 0 && decision.max_tokens_from !== null ? ` (${decision.max_tokens_from})` : '';
    const words = `slot ${slot} at ${endpoint}, max_tokens ${max_tokens}${from}${listedPrice(target, policy)}`;
    return `${index + 1}. ${model}  ${paint.dim(words)}`;
  });
}

/** A price that stands in the policy can be read there; one of a catalogue is told, with the file. */
function listedPrice({ slot: name, model, endpoint }: Decision['targets'][number], policy: Policy): string {
  const slot = policy.models.get(name) ?? policy.catalogueSlots.get(name);
  const places = slot === undefined ? [] : deploymentsOf(slot);
  const found = places.find(({ id, ...at }) => at.endpoint.name === endpoint && `${model}:`.startsWith(`${id}:`));
  const { price, listing } = found ?? {};
  if (price === undefined || listing?.filled.includes('price') !== true) return '';
  return `, ${price.prompt} and ${price.completion} $/M as ${listing.file} lists it`;
}

function escalationLines({ escalations = [] }: Decision, paint: Paint): readonly string[] {
  return escalations.map(({ tier, when, check, chain, removed }) => {
    const models = chain.length === 0 ? paint.yellow('no model is left') : chain.join(', ');
    const reasons = when.map((reason) => (reason === 'failed_check' ? `${reason} (${check})` : reason)).join(', ');
    const without = removed.map(({ model, reason }) => `${model} ${reason}`).join('; ');
    const dimmed = without === '' ? reasons : `${reasons}; removed: ${without}`;
    return `tier ${tier}: ${models}  ${paint.dim(`when ${dimmed}`)}`;
  });
}

function paramLines({ params, overridden }: Decision): readonly string[] {
  return Object.entries(params).map(([param, value]) => {
    const replaced = overridden.find((entry) => entry.param === param);
    const instead = replaced === undefined ? '' : ` instead of the caller's ${formatValue(replaced.caller)}`;
    return `${param}: ${formatValue(value)}${instead}`;
  });
}

function constraintLines(decision: Decision, paint: Paint): readonly string[] {
  return decision.constraints.map((constraint) => {
    const why = constraint.because_unknown ? paint.yellow(', to be safe, because its condition is unknown') : '';
    return `${constraint.id} ${constraint.effects.join(', ')}${why}  ${paint.dim(position(constraint))}`;
  });
}

function removedLines(decision: Decision, paint: Paint): readonly string[] {
  return decision.removed.map(({ model, slot, reason, constraint }) => {
    const by = constraint === undefined ? '' : paint.dim(`  by ${constraint}`);
    return `${model} ${paint.dim(`(slot ${slot})`)} ${reason}${by}`;
  });
}

function exposureLines({ exposures }: Decision): readonly string[] {
  return exposures.map(({ experiment, arm, propensity }) => {
    const share = Number((propensity * 100).toFixed(2));
    return `${experiment}: arm ${arm}, as ${share} % of keys are`;
  });
}

function flagLines({ flags }: Decision): readonly string[] {
  const words = {
    wrong_type: 'the value has another type than declared',
    outside_one_of: 'the value is not in one_of',
  };
  return flags.map(({ fact, flag }) => `${fact}: ${words[flag]}`);
}

function notComputed({ not_computed: facts }: Decision): readonly string[] {
  return facts.length === 0 ? [] : [facts.join(', ')];
}

function decidingPlace(decision: Decision, policy: Policy): Place | undefined {
  switch (decision.reason) {
    case 'rule':
      return policy.rules.find((rule) => rule.id === decision.rule)?.place;
    case 'default':
      return policy.default.place;
    case 'pinned':
      return undefined;
    default:
      return decision.reason satisfies never;
  }
}

/** The lines of the file at a place, with their numbers. */
function excerpt(place: Place | undefined, files: readonly SourceFile[], paint: Paint): string {
  const source = files.find(({ file }) => file === place?.file);
  if (place === undefined || source === undefined) return '';
  const width = String(place.endLine).length;
  const numbers = Array.from({ length: place.endLine - place.line + 1 }, (_, index) => place.line + index);
  return numbers
    .map((line) => {
      // Drawn as in a finding, so that nothing secret is shown.
      const shown = showLine(source, { ...place, line, column: 1, endLine: line, endColumn: 1 });
      return `  ${paint.dim(`${String(line).padStart(width)} │`)} ${shown?.text ?? ''}`;
    })
    .join('\n');
}

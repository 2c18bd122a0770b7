import type { Constraint } from '../../policy/constraint.js';
import { deploymentsOf } from '../../policy/deployments-of.js';
import type { FactDeclaration } from '../../policy/fact-declaration.js';
import type { ListedField, ModelSlot } from '../../policy/model-slot.js';
import type { Outcome } from '../../policy/outcome.js';
import type { Policy } from '../../policy/policy.js';
import type { Shadow } from '../../policy/shadow.js';
import type { Tier } from '../../policy/tier.js';
import { modelsInOrder } from '../describe/describe-chain.js';
import { describeCondition } from '../describe/describe-condition.js';
import { describeCap, describeRequirement } from '../describe/describe-constraint.js';
import { describeFact } from '../describe/describe-fact.js';
import { describeOutcome } from '../describe/describe-outcome.js';
import { describeRollout } from '../describe/describe-rollout.js';
import { describeSettings } from '../describe/describe-settings.js';
import { flowchart } from './flowchart.js';
import { code, section, table, text } from './markdown.js';
import { groupRules, type RuleGroup } from './rule-groups.js';

/** A policy as a Markdown page, for people who do not read YAML. The same policy gives the same page. */
export function policyPage(policy: Policy): string {
  const { name, description, models, tiers, facts, rules, constraints, shadows } = policy;
  const groups = groupRules(rules);
  const parts = [
    `# ${text(name)}`,
    description === undefined ? '' : text(description),
    section('How it decides', [`\`\`\`mermaid\n${flowchart(policy)}\n\`\`\``]),
    section('Rollout', rolloutWords(policy)),
    section('Rules', [
      'Read from the top; the first one that is true decides. A rule whose facts are unknown is passed over.',
      [...groups.map(ruleItem), `1. **default**: ${outcomeWords(policy.default)}`].join('\n'),
    ]),
    section(
      'Constraints',
      constraints.length === 0 ? [] : [constraintIntroduction, constraints.map(constraintItem).join('\n')],
    ),
    section('Shadows', shadows.length === 0 ? [] : [shadowIntroduction, shadows.map(shadowItem).join('\n')]),
    section('Tiers', [
      table(['tier', 'model, then its fallbacks', 'tokens at most', 'settings'], [...tiers.values()].map(tierRow)),
    ]),
    section('Models', [table(modelColumns, [...models.values()].map(modelRow)), ...catalogueWords(policy)]),
    section('Facts', [table(['fact', 'is'], [...facts.values()].map(factRow))]),
    pinningWords(policy),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function rolloutWords({ rollout }: Policy): readonly string[] {
  if (rollout === undefined) return [];
  const { percent, bucket, guards, previous } = rollout;
  const words = describeRollout({ percent, key: bucket.key, guards });
  return [`This version serves ${text(words)}. Version ${previous.version} serves all others.`];
}

const constraintIntroduction = 'Every constraint applies unless its condition is false, and only narrows.';

function ruleItem({ id, description, when, branches }: RuleGroup): string {
  const [only] = branches;
  if (only !== undefined && only.words === undefined) {
    return `1. **${text(id)}**: when ${text(when ?? '')}: ${outcomeWords(only.outcome)}${sentence(description)}`;
  }
  const guard = `${when === undefined ? '' : ` when ${text(when)}:`}${sentence(description).slice(1)}`;
  const entries = branches.map(({ words = '', outcome }) => `   - ${text(words)}: ${outcomeWords(outcome)}`);
  return [`1. **${text(id)}**:${guard}`, ...entries].join('\n');
}

function outcomeWords(outcome: Outcome): string {
  return text(describeOutcome(outcome));
}

function constraintItem({ id, description, condition, require, cap }: Constraint): string {
  const effects = [...(require === undefined ? [] : describeRequirement(require)), ...describeCap(cap)].join('; ');
  return `- **${text(id)}**: when ${text(describeCondition(condition))}: ${text(effects)}${sentence(description)}`;
}

const shadowIntroduction =
  'A copy of a request goes here once the request is answered; its caller notices nothing. Constraints hold for copies too.';

function shadowItem({ id, description, condition, sample, outcome }: Shadow): string {
  const whom = condition === undefined ? 'of all requests' : `of requests when ${text(describeCondition(condition))}`;
  const by = sample.key === undefined ? '' : `, chosen by ${text(sample.key)}`;
  return `- **${text(id)}**: ${sample.percent} % ${whom}${by}: ${outcomeWords(outcome)}${sentence(description)}`;
}

/** What follows the words before it. */
function sentence(description: string | undefined): string {
  return description === undefined ? '' : `. ${text(description)}`;
}

function tierRow(tier: Tier): readonly string[] {
  const models = modelsInOrder(tier, ({ name }) => code(name)).join(', ');
  const description = tier.description?.replace(/\.$/, '');
  const settings = [description, ...describeSettings(tier)].filter((words) => words !== undefined);
  return [code(tier.name), models, tier.maxTokens.toLocaleString('en'), text(settings.join('; '))];
}

const modelColumns = [
  'slot',
  'model',
  'endpoint',
  'window',
  'prompt, USD per million',
  'answer, USD per million',
  'labels',
];

function modelRow(slot: ModelSlot): readonly string[] {
  const places = deploymentsOf(slot);
  const each = (show: (place: ModelSlot) => string): string =>
    [...new Set(places.map(show))].filter((words) => words !== '').join(', ');
  return [
    code(slot.name),
    each(({ id }) => code(id)),
    each(({ endpoint }) => text(endpoint.name)),
    each((place) => listed(place, 'context', place.context?.toLocaleString('en'))),
    each((place) => listed(place, 'price', place.price?.prompt.toString())),
    each((place) => listed(place, 'price', place.price?.completion.toString())),
    text(each(({ labels }) => labels.join(', '))),
  ];
}

/** What the policy has from a catalogue is in italics. */
function listed({ listing }: ModelSlot, field: ListedField, words = 'unknown'): string {
  return listing?.filled.includes(field) === true ? `*${words}*` : words;
}

function catalogueWords({ models, catalogues }: Policy): readonly string[] {
  const places = [...models.values()].flatMap(deploymentsOf);
  if (!places.some(({ listing }) => listing?.filled.some((field) => field === 'context' || field === 'price')))
    return [];
  const files = [...new Set(catalogues.map(({ file }) => code(file)))].join(', ');
  return [`In italics: as ${files} ${catalogues.length === 1 ? 'lists' : 'list'} it, and not the policy itself.`];
}

function factRow({ name, declaration, rollout }: FactDeclaration): readonly string[] {
  const words =
    rollout !== undefined && declaration.from === 'bucket'
      ? `to whom ${rollout.rule} is rolled out: ${describeRollout({ ...rollout, key: declaration.key })}`
      : describeFact(declaration);
  return [code(name), text(words)];
}

function pinningWords({ pinning }: Policy): string {
  if (pinning === 'all') return 'A request may name any tier or model slot and go there; constraints still hold.';
  if (pinning.size === 0) return '';
  return `A request may name ${[...pinning].map(code).join(', ')} and go there without the rules; constraints still hold.`;
}

import { itemsWithIds } from './check-ids.js';
import type { Condition } from './condition.js';
import type { Constraint } from './constraint.js';
import { expandTable } from './expand-table.js';
import { conjunction } from './link-conditions.js';
import type { LinkContext } from './link-context.js';
import { linkGuards } from './link-guards.js';
import { linkOutcome } from './link-outcome.js';
import { rolledOut, rolloutFactName } from './link-rollouts.js';
import type {
  Constraint as ConstraintDocument,
  PolicyDocument,
  Rule as RuleDocument,
  SingleRule,
  TableRule,
} from './policy-document.generated.js';
import { child, entryPlace, isSound, items, type Located, soundChild, valuePlace } from './policy-file.js';
import type { Rule } from './rule.js';

/** The rules in the file's order, tables expanded. Rules with findings are left out. */
export function linkRules(root: Located<PolicyDocument>, context: LinkContext): Rule[] {
  const rules = child(root, 'rules');
  if (rules === undefined) return [];
  const all = itemsWithIds<RuleDocument>('rule', rules, context.report);
  return all.flatMap((at) => {
    if ('choose' in at.value || 'by' in at.value) return linkTable(at as Located<TableRule>, context);
    return linkSingle(at as Located<SingleRule>, context);
  });
}

function linkSingle(at: Located<SingleRule>, context: LinkContext): Rule[] {
  const { when, unless, rollout } = linkRuleGuards(at, context);
  const then = child(at, 'then');
  const outcome = then === undefined ? undefined : linkOutcome(then, context);
  const place = valuePlace(at);
  const condition = conjunction([...when, ...unless, ...rollout], place);
  if (condition === undefined || outcome === undefined || !isSound(at)) return [];
  const { id, description } = at.value;
  return [{ id, condition, outcome, place, ...(description !== undefined && { description }) }];
}

function linkTable(at: Located<TableRule>, context: LinkContext): Rule[] {
  const { when, unless, rollout } = linkRuleGuards(at, context);
  const table = expandTable(at, context);
  return table.flatMap((entry) => {
    const outcome = linkOutcome(entry.outcome, context);
    const place = entryPlace(entry.outcome);
    const condition = conjunction([...when, entry.condition, ...unless, ...rollout], place);
    if (condition === undefined || outcome === undefined || !isSound(at)) return [];
    const { description } = at.value;
    return [{ id: entry.id, condition, outcome, place, ...(description !== undefined && { description }) }];
  });
}

/** Of a rule also that it is rolled out to the key: one more condition on a bucket, which is read last. */
function linkRuleGuards(
  at: Located<SingleRule | TableRule>,
  context: LinkContext,
): ReturnType<typeof linkGuards> & { readonly rollout: readonly (Condition | undefined)[] } {
  const rollout = child(at, 'rollout');
  const guards = linkGuards(at, context);
  if (rollout === undefined) return { ...guards, rollout: [] };
  const fact = context.facts.get(rolloutFactName(at.value.id))?.name;
  const place = entryPlace(rollout);
  return {
    ...guards,
    rollout: [
      fact === undefined
        ? undefined
        : { kind: 'comparison', comparison: { fact, operator: 'is', value: rolledOut }, place },
    ],
  };
}

export function linkConstraints(root: Located<PolicyDocument>, context: LinkContext): Constraint[] {
  const constraints = child(root, 'constraints');
  if (constraints === undefined) return [];
  return itemsWithIds<ConstraintDocument>('constraint', constraints, context.report).flatMap((at) =>
    linkConstraint(at, context),
  );
}

function linkConstraint(at: Located<ConstraintDocument>, context: LinkContext): Constraint[] {
  const { when, unless } = linkGuards(at, context);
  checkRequirement(at, context);
  const condition = conjunction([...when, ...unless], valuePlace(at));
  if (condition === undefined || !isSound(at)) return [];
  const { id, description, require, cap } = at.value;
  if (require === undefined && cap === undefined) {
    context.report('missing-key', `the constraint \`${id}\` needs \`require\` or \`cap\``, valuePlace(at), {
      help: 'say what it requires of models, or what it caps',
    });
  }
  return [
    {
      id,
      condition,
      place: valuePlace(at),
      ...(description !== undefined && { description }),
      ...(require !== undefined && { require }),
      ...(cap !== undefined && { cap }),
    },
  ];
}

function checkRequirement(at: Located<ConstraintDocument>, { endpoints, labels }: LinkContext): void {
  const require = child(at, 'require');
  if (require === undefined || typeof require.value !== 'object' || require.value === null) return;
  const endpointNames = soundChild(require, 'endpoints');
  for (const endpoint of endpointNames === undefined ? [] : items(endpointNames)) endpoints.find(endpoint);
  const labelNames = soundChild(require, 'labels');
  for (const label of labelNames === undefined ? [] : items(labelNames)) labels.find(label);
}

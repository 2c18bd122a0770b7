import type { Condition } from './condition.js';
import { expandTable } from './expand-table.js';
import { conjunction, linkCondition, negate } from './link-conditions.js';
import type { LinkContext } from './link-context.js';
import { linkOutcome } from './link-outcome.js';
import type { Constraint, Rule } from './policy.js';
import type {
  Constraint as ConstraintDocument,
  PolicyDocument,
  Rule as RuleDocument,
  SingleRule,
  TableRule,
} from './policy-document.generated.js';
import { child, entryPlace, isSound, items, type Located, soundChild, valuePlace } from './policy-file.js';
import { quote } from './quote.js';
import type { Report } from './report.js';

/** The rules in the file's order, tables expanded. Rules with findings are left out. */
export function linkRules(root: Located<PolicyDocument>, context: LinkContext): Rule[] {
  const rules = child(root, 'rules');
  if (rules === undefined) return [];
  const all = items<RuleDocument>(rules).filter(isMapping);
  checkIds('rule', all, context.report);
  return all.flatMap((at) => {
    if ('choose' in at.value || 'by' in at.value) return linkTable(at as Located<TableRule>, context);
    return linkSingle(at as Located<SingleRule>, context);
  });
}

function linkSingle(at: Located<SingleRule>, context: LinkContext): Rule[] {
  const { when, unless } = linkGuards(at, context);
  const then = child(at, 'then');
  const outcome = then === undefined ? undefined : linkOutcome(then, context);
  const condition = conjunction([...when, ...unless], valuePlace(at));
  if (condition === undefined || outcome === undefined || !isSound(at)) return [];
  const { id, description } = at.value;
  return [{ id, condition, outcome, place: valuePlace(at), ...(description !== undefined && { description }) }];
}

function linkTable(at: Located<TableRule>, context: LinkContext): Rule[] {
  const { when, unless } = linkGuards(at, context);
  const table = expandTable(at, context);
  return table.flatMap((entry) => {
    const outcome = linkOutcome(entry.outcome, context);
    const place = entryPlace(entry.outcome);
    const condition = conjunction([...when, entry.condition, ...unless], place);
    if (condition === undefined || outcome === undefined || !isSound(at)) return [];
    const { description } = at.value;
    return [{ id: entry.id, condition, outcome, place, ...(description !== undefined && { description }) }];
  });
}

interface Guards {
  readonly when: readonly (Condition | undefined)[];
  readonly unless: readonly (Condition | undefined)[];
}

/** `when`, and not `unless`: each a list of one, or empty when absent. */
function linkGuards(at: Located<SingleRule | TableRule | ConstraintDocument>, context: LinkContext): Guards {
  const when = child(at, 'when');
  const unless = child(at, 'unless');
  return {
    when: when === undefined ? [] : [linkCondition(when, context)],
    unless: unless === undefined ? [] : [negate(linkCondition(unless, context), entryPlace(unless))],
  };
}

export function linkConstraints(root: Located<PolicyDocument>, context: LinkContext): Constraint[] {
  const constraints = child(root, 'constraints');
  if (constraints === undefined) return [];
  const all = items<ConstraintDocument>(constraints).filter(isMapping);
  checkIds('constraint', all, context.report);
  return all.flatMap((at) => linkConstraint(at, context));
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

function isMapping(at: Located<unknown>): boolean {
  return typeof at.value === 'object' && at.value !== null && !Array.isArray(at.value);
}

function checkIds(kind: string, all: readonly Located<{ readonly id: string }>[], report: Report): void {
  const first = new Map<string, Located<string>>();
  for (const at of all) {
    const id = soundChild(at, 'id');
    if (id === undefined) continue;
    if (kind === 'rule' && id.value === 'default') {
      report('reserved-name', '`default` is what decisions call the default outcome', valuePlace(id), {
        help: 'choose another id',
      });
    }
    const other = first.get(id.value);
    if (other === undefined) first.set(id.value, id);
    else {
      report('duplicate-name', `the ${kind} ${quote(id.value, id.pointer)} is defined twice`, valuePlace(id), {
        help: 'choose another id',
        related: [{ message: 'it is defined here first', place: valuePlace(other) }],
      });
    }
  }
}

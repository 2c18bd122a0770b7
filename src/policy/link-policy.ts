import type { SourceFile } from '../diagnostics/place.js';
import { checkPrices, linkBudgets } from './link-budgets.js';
import { catalogueVersions, linkCatalogues } from './link-catalogues.js';
import type { LinkContext } from './link-context.js';
import { checkHealthFacts, linkFacts } from './link-facts.js';
import { linkFallbackAlarm } from './link-fallback-alarm.js';
import { linkEndpoints, linkModels } from './link-models.js';
import { linkOutcome } from './link-outcome.js';
import { linkPolicyRollout, previousVersion } from './link-policy-rollout.js';
import { linkRecord } from './link-record.js';
import { linkRuleRollouts } from './link-rollouts.js';
import { linkConstraints, linkRules } from './link-rules.js';
import { linkShadows, shadowBudgets } from './link-shadows.js';
import { linkTiers } from './link-tiers.js';
import { Names } from './names.js';
import type { Policy } from './policy.js';
import type { Deployment, PolicyDocument } from './policy-document.generated.js';
import { child, isSound, items, type Located, soundChild, valuePlace } from './policy-file.js';
import { gatherUnits, type PolicyUnits } from './policy-units.js';
import { policyVersion } from './policy-version.js';
import type { PolicyFiles } from './read-policy-files.js';
import type { Report } from './report.js';

/**
 * Resolves every name and checks what a schema cannot. The result is meaningful only when nothing was reported, here or
 * when the files were read; what is broken is left out, so that everything else is still checked.
 */
export function linkPolicy(files: PolicyFiles, report: Report): Policy | undefined {
  const units = gatherUnits(files, report);
  const { root } = units;
  if (typeof root.value !== 'object' || root.value === null || Array.isArray(root.value)) return undefined;
  const context = linkNames(units, report);
  const rules = linkRules(root, context);
  const fallback = child(root, 'default');
  const outcome = fallback === undefined ? undefined : linkOutcome(fallback, context);
  const constraints = linkConstraints(root, context);
  const shadows = linkShadows(root, context);
  const budgets = linkBudgets(units, context, shadowBudgets(root)).defined();
  const pinning = linkPinning(root, context);
  const fallbackAlarm = linkFallbackAlarm(soundChild(root, 'fallback_alarm'), report);
  const rollout = linkPolicyRollout(root, linkPrevious(files, report), report);
  const record = linkRecord(soundChild(root, 'record'), context);
  if (outcome === undefined || !isSound(root)) return undefined;
  const { policy, description, default_max_tokens } = root.value;
  // What a catalogue would have said cannot be missed: that it cannot be read is reported.
  if (context.catalogues.complete)
    checkPrices(
      { budgets, rules, default: outcome, tiers: context.tiers.defined(), catalogues: context.catalogues.list },
      report,
    );
  return {
    name: policy,
    version: policyVersion([...files.files, ...catalogueVersions(files.catalogues), ...previousVersion(rollout)]),
    files: policySources(files),
    endpoints: context.endpoints.defined(),
    models: context.models.defined(),
    catalogues: context.catalogues.list,
    catalogueSlots: context.catalogues.slots,
    tiers: context.tiers.defined(),
    facts: context.facts.defined(),
    rules,
    default: outcome,
    constraints,
    shadows,
    pinning,
    fallbackAlarm,
    record,
    budgets,
    place: valuePlace(child(root, 'policy') ?? root),
    ...(rollout !== undefined && { rollout }),
    ...(description !== undefined && { description }),
    ...(default_max_tokens !== undefined && { defaultMaxTokens: default_max_tokens }),
    ...(context.paramsMode !== undefined && { paramsMode: context.paramsMode }),
  };
}

/** Those of the previous policy too. */
function policySources({ files, previous }: PolicyFiles): readonly SourceFile[] {
  const own = files.map(({ file, text }) => ({ file, text }));
  return previous === undefined ? own : [...own, ...policySources(previous)];
}

/** The policy that this one replaces step by step, which is checked as any other. */
function linkPrevious({ previous }: PolicyFiles, report: Report) {
  return { previous, policy: previous === undefined ? undefined : linkPolicy(previous, report) };
}

/** What is defined under each name; what is broken has a name only. */
export function linkNames(units: PolicyUnits, report: Report): LinkContext {
  const endpoints = linkEndpoints(units, report);
  const catalogues = linkCatalogues(units.catalogues, endpoints, report);
  const models = linkModels(units, endpoints, catalogues.list, report);
  const labels = collectLabels(units, report);
  const tiers = linkTiers(units, { models, catalogues, labels }, report);
  const facts = linkFacts(units, report);
  linkRuleRollouts(units.root, facts, report);
  checkHealthFacts(units, models);
  // A default limit that is broken still is one: not having it would be reported at every outcome.
  const limit = child(units.root, 'default_max_tokens')?.value;
  const paramsMode = soundChild(units.root, 'params_mode')?.value;
  return {
    ...{ report, endpoints, catalogues, models, tiers, facts, labels },
    ...(limit !== undefined && { defaultMaxTokens: limit }),
    ...(paramsMode !== undefined && { paramsMode }),
  };
}

function collectLabels(units: PolicyUnits, report: Report): Names<true> {
  const broken = [...units.models.values()].some((at) => !isSound(at));
  const labels = new Names<true>('label', units.complete.has('models') && !broken, report);
  for (const at of units.models.values()) {
    const deployments = soundChild(at, 'deployments');
    const all = [at, ...(deployments === undefined ? [] : items<Deployment>(deployments))];
    for (const label of all.flatMap((each) => soundChild(each, 'labels')?.value ?? [])) labels.set(label, true);
  }
  return labels;
}

function linkPinning(root: Located<PolicyDocument>, { tiers, models, report }: LinkContext): Policy['pinning'] {
  const at = soundChild(root, 'pinning');
  if (at === undefined || at.value === 'off') return new Set();
  if (at.value === 'on') return 'all';
  const pinnable = new Names<true>('tier or model slot', tiers.complete && models.complete, report);
  for (const name of [...tiers.names(), ...models.names()]) pinnable.set(name, true);
  const names = items(at as Located<readonly string[]>);
  for (const name of names) pinnable.find(name);
  return new Set(names.map(({ value }) => value));
}

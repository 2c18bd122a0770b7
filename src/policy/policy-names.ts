import { answerIncludes } from './answer-includes.js';
import { tableEntryId } from './expand-table.js';
import type { LinkContext } from './link-context.js';
import { linkNames } from './link-policy.js';
import type { ParsePolicyOptions } from './parse-policy.js';
import type { PolicyDocument } from './policy-document.generated.js';
import { child, items, type Located } from './policy-file.js';
import { gatherUnits } from './policy-units.js';
import { readPolicyFiles } from './read-policy-files.js';
import { collectFindings } from './report.js';
import { jsonType } from './schema-branches.js';

/** Every name that a policy gives to something, as far as they can be read. */
export interface PolicyNames
  extends Pick<LinkContext, 'endpoints' | 'models' | 'catalogues' | 'tiers' | 'facts' | 'labels'> {
  /** The policy's own name. */
  readonly policy?: string;
  /** Ids with their descriptions, in the file's order; those of a table's entries too. */
  readonly rules: ReadonlyMap<string, string | undefined>;
  readonly constraints: ReadonlyMap<string, string | undefined>;
  readonly shadows: ReadonlyMap<string, string | undefined>;
}

/** The names of a policy, whether or not it has mistakes. Undefined when the text is no mapping. Never throws. */
export function readPolicyNames(text: string, options: ParsePolicyOptions = {}): PolicyNames | undefined {
  const files = answerIncludes(readPolicyFiles(text, options.file ?? 'policy.yaml'), options.readInclude);
  const { report } = collectFindings();
  const units = gatherUnits(files, report);
  if (jsonType(units.root.value) !== 'object') return undefined;
  const { endpoints, models, catalogues, tiers, facts, labels } = linkNames(units, report);
  const { policy } = units.root.value;
  return {
    ...{ endpoints, models, catalogues, tiers, facts, labels },
    rules: idsOf(units.root, 'rules'),
    constraints: idsOf(units.root, 'constraints'),
    shadows: idsOf(units.root, 'shadows'),
    ...(typeof policy === 'string' && { policy }),
  };
}

function idsOf(
  root: Located<PolicyDocument>,
  section: 'rules' | 'constraints' | 'shadows',
): Map<string, string | undefined> {
  const list = child(root, section) as Located<readonly unknown[]> | undefined;
  const ids = new Map<string, string | undefined>();
  for (const { value, pointer, source } of list === undefined ? [] : items(list)) {
    if (jsonType(value) !== 'object') continue;
    const { id, description, choose } = value as Readonly<Record<string, unknown>>;
    if (typeof id !== 'string') continue;
    const words = typeof description === 'string' ? description : undefined;
    if (jsonType(choose) !== 'object') ids.set(id, words);
    else for (const key of source.places.keys(`${pointer}/choose`)) ids.set(tableEntryId(id, key), words);
  }
  return ids;
}

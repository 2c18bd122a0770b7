import { didYouMean } from '../diagnostics/did-you-mean.js';
import type { Budget, Endpoint, Fact, Model, PolicyDocument, Tier } from './policy-document.generated.js';
import { child, entries, keyPlace, type Located, rootOf } from './policy-file.js';
import { policySchema, type Section, sections } from './policy-schemas.js';
import type { NamedCatalogue } from './read-catalogues.js';
import type { PolicyFiles } from './read-policy-files.js';
import type { Report } from './report.js';

/** The named definitions of all files, merged: each name once, in the order of files and keys. */
export interface PolicyUnits {
  /** The policy's own document. */
  readonly root: Located<PolicyDocument>;
  readonly endpoints: ReadonlyMap<string, Located<Endpoint>>;
  readonly models: ReadonlyMap<string, Located<Model>>;
  readonly tiers: ReadonlyMap<string, Located<Tier>>;
  readonly facts: ReadonlyMap<string, Located<Fact>>;
  readonly budgets: ReadonlyMap<string, Located<Budget>>;
  readonly catalogues: readonly NamedCatalogue[];
  /** Sections of which every definition could be found. */
  readonly complete: ReadonlySet<Section>;
}

export function gatherUnits({ files, catalogues, complete }: PolicyFiles, report: Report): PolicyUnits {
  const maps = { endpoints: new Map(), models: new Map(), tiers: new Map(), facts: new Map(), budgets: new Map() };
  const lost = new Set<Section>(complete ? [] : sections);
  for (const source of files) {
    const root = rootOf<PolicyDocument>(source);
    for (const section of lostSections(source.value)) lost.add(section);
    for (const section of sections) gather(root, section, maps, report);
  }
  return {
    root: rootOf(files[0]!),
    ...maps,
    catalogues,
    complete: new Set(sections.filter((section) => !lost.has(section))),
  };
}

type Maps = Record<Section, Map<string, Located<unknown>>>;

function gather(root: Located<PolicyDocument>, section: Section, maps: Maps, report: Report): void {
  const at = child(root, section);
  if (at === undefined || typeof at.value !== 'object' || at.value === null) return;
  for (const [name, unit] of entries<unknown>(at)) {
    const first = definitionOf(name, section, maps);
    if (first === undefined) maps[section].set(name, unit);
    else {
      const other = first.section === section ? '' : `, as a ${kinds[first.section]}`;
      report('duplicate-name', `\`${name}\` is defined twice`, keyPlace(unit), {
        help:
          first.section === section
            ? 'rename or remove one of the two'
            : 'tiers and model slots share one namespace: rename one',
        related: [{ message: `it is defined here first${other}`, place: keyPlace(first.unit) }],
      });
      if (first.section !== section) maps[section].set(name, unit);
    }
  }
}

const kinds: Readonly<Record<Section, string>> = {
  endpoints: 'endpoint',
  models: 'model slot',
  tiers: 'tier',
  facts: 'fact',
  budgets: 'budget',
};

/** Tiers and slots share one namespace, because a request can name either. */
function definitionOf(
  name: string,
  section: Section,
  maps: Maps,
): { readonly section: Section; readonly unit: Located<unknown> } | undefined {
  const spaces: readonly Section[] =
    section === 'models' || section === 'tiers' ? [section, 'models', 'tiers'] : [section];
  for (const space of spaces) {
    const unit = maps[space].get(name);
    if (unit !== undefined) return { section: space, unit };
  }
  return undefined;
}

/** Sections whose names cannot be known: not a mapping, or absent while an unknown key may hold them. */
function lostSections(document: unknown): Section[] {
  if (typeof document !== 'object' || document === null) return [...sections];
  return Object.entries(document).flatMap(([key, value]) => {
    const known = sections.find((section) => section === key);
    if (known !== undefined) return typeof value === 'object' && value !== null && !Array.isArray(value) ? [] : [known];
    if (Object.hasOwn(policyKeys, key)) return [];
    const meant = didYouMean(key, Object.keys(policyKeys));
    const absent = sections.filter((section) => !Object.hasOwn(document, section));
    return meant === undefined || meant === 'include' ? absent : absent.filter((section) => section === meant);
  });
}

const policyKeys = policySchema.properties as Readonly<Record<string, unknown>>;

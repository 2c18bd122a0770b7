import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import fixturesSchema from '#schemas/fixtures.schema.json' with { type: 'json' };
import policySchema from '#schemas/policy.schema.json' with { type: 'json' };

interface Mapping {
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, { readonly default?: unknown }>>;
}

const anchorOf = (heading: string): string => heading.toLowerCase().replaceAll(' ', '-');

describe.each<[file: string, schema: unknown]>([
  ['policy-keys.md', policySchema],
  ['fixture-keys.md', fixturesSchema],
])('docs/%s', (file, schema) => {
  const page = readFileSync(new URL(`../../docs/${file}`, import.meta.url), 'utf8');
  const [intro = '', ...texts] = page.split(/^## /m);
  const sections = new Map(texts.map((text) => [anchorOf(text.split('\n')[0] ?? ''), text]));
  const definitions = Object.entries((schema as { readonly $defs: Readonly<Record<string, Mapping>> }).$defs);
  const mappings = new Map(
    definitions
      .filter(([, { properties }]) => properties !== undefined)
      .map(([name, mapping]) => [anchorOf(name.replaceAll(/([a-z])([A-Z])/g, '$1 $2')), mapping]),
  );

  it('has a section for every mapping that the file may hold', () => {
    expect(mappings.size).toBeGreaterThan(5);
    expect([...sections.keys()].toSorted()).toEqual([...mappings.keys()].toSorted());
  });

  it.each([
    ['the file itself', intro, schema as Mapping] as const,
    ...[...mappings].map(([anchor, mapping]) => [anchor, sections.get(anchor) ?? '', mapping] as const),
  ])('has a row for every key of %s, and says which are required and what holds without the others', (...told) => {
    const [, text, { properties = {}, required = [] }] = told;
    for (const [key, { default: fallback }] of Object.entries(properties)) {
      const row = text.split('\n').find((line) => line.startsWith(`| \`${key}\``)) ?? '';
      expect(row).toMatch(required.includes(key) ? / \*required\* \| / : /^\| `\w+` \| /);
      if (fallback !== undefined) expect(row).toMatch(/default/i);
    }
  });

  it('links only to sections that are there', () => {
    const links = [...page.matchAll(/\]\(#([^)]*)\)/g)].map(([, anchor]) => anchor);
    expect(links.length).toBeGreaterThan(5);
    expect(links.filter((anchor) => !sections.has(anchor ?? ''))).toEqual([]);
  });
});

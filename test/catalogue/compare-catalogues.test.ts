import { describe, expect, it } from 'vitest';
import { compareCatalogues } from '../../src/catalogue/compare-catalogues.js';
import type { CatalogueModel } from '../../src/policy/catalogue-document.generated.js';

const compare = (before: CatalogueModel[], after: CatalogueModel[]) =>
  compareCatalogues({ models: before }, { models: after });

describe('compareCatalogues', () => {
  it('tells what came, went and changed, by id', () => {
    const changes = compare(
      [{ id: 'b' }, { id: 'a', context: 5 }, { id: 'd' }],
      [{ id: 'c' }, { id: 'a', context: 6, max_output: 2 }, { id: 'b' }],
    );
    expect(changes).toEqual({
      added: [{ id: 'c' }],
      removed: [{ id: 'd' }],
      changed: [
        {
          id: 'a',
          changes: [
            { key: 'context', before: 5, after: 6 },
            { key: 'max_output', after: 2 },
          ],
        },
      ],
    });
  });

  it('does not mind the order of models, abilities and parameters', () => {
    const [a, b]: CatalogueModel[] = [{ id: 'a', abilities: ['tools', 'vision'] }, { id: 'b' }];
    expect(compare([a!, b!], [b!, { id: 'a', abilities: ['vision', 'tools'] }])).toEqual({
      ...{ added: [], removed: [], changed: [] },
    });
  });

  it('tells abilities that are unknown from none', () => {
    const { changed } = compare([{ id: 'a' }], [{ id: 'a', abilities: [] }]);
    expect(changed).toEqual([{ id: 'a', changes: [{ key: 'abilities', after: [] }] }]);
  });
});

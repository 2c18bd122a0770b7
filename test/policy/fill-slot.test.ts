import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CatalogueModel } from '../../src/policy/catalogue-document.generated.js';
import type { Endpoint } from '../../src/policy/endpoint.js';
import { fillSlot } from '../../src/policy/fill-slot.js';
import { isFreePrice } from '../../src/policy/is-free-price.js';
import type { ListedField, ModelSlot } from '../../src/policy/model-slot.js';
import type { PolicyCatalogue } from '../../src/policy/policy-catalogue.js';

const place = { file: 'policy.yaml', pointer: '', line: 1, column: 1, endLine: 1, endColumn: 1 };
const endpoint: Endpoint = { name: 'e', kind: 'openrouter', baseUrl: 'http://127.0.0.1:9', headers: {}, place };

const ids = fc.constantFrom(
  ...['x/a', 'x/b'].flatMap((id) => ['', ':free', ':floor', ':nitro', ':online', ':beta'].map((end) => id + end)),
);
const amount = fc.integer({ min: 1, max: 1000 });
const price = fc.record(
  { prompt: amount, completion: amount, cached_read: amount },
  { requiredKeys: ['prompt', 'completion'] },
);
const fields = fc.record(
  { context: amount, maxOutput: amount, price, abilities: fc.constant(['tools' as const]) },
  { requiredKeys: [] },
);

/** As catalogues are once they are checked: what is called free has no price above 0. */
const model = fc
  .record({ id: ids, context: amount, max_output: amount, price }, { requiredKeys: ['id'] })
  .map(
    (each): CatalogueModel =>
      each.id.endsWith(':free') && each.price ? { ...each, price: { prompt: 0, completion: 0 } } : each,
  );

const catalogue = fc.array(model).map(
  (models): PolicyCatalogue => ({
    ...{ file: 'models.json', kind: 'openrouter', endpoints: [endpoint], place },
    models: new Map(models.map((each) => [each.id, each])),
  }),
);

const filled = (id: string, stated: Partial<ModelSlot>, catalogues: readonly PolicyCatalogue[]): ModelSlot =>
  fillSlot({ name: 's', id, endpoint, labels: [], place, ...stated }, catalogues);

const properties = (slot: ModelSlot) =>
  (['context', 'maxOutput', 'price', 'abilities', 'supportedParams'] as const satisfies readonly ListedField[]).map(
    (field) => [field, slot[field]] as const,
  );

describe('a filled slot', () => {
  it('never has a paid price for a free id, nor the price of a free listing for any other', () => {
    fc.assert(
      fc.property(ids, fc.array(catalogue), (id, catalogues) => {
        const slot = filled(id, {}, catalogues);
        if (slot.price !== undefined) expect(isFreePrice(slot.price)).toBe(id.endsWith(':free'));
        if (slot.listing !== undefined) expect(slot.listing.id.endsWith(':free')).toBe(id.endsWith(':free'));
      }),
    );
  });

  it('keeps all that it states, has the rest from one catalogue, and says which is which', () => {
    fc.assert(
      fc.property(ids, fields, fc.array(catalogue), (id, stated, catalogues) => {
        const slot = filled(id, stated, catalogues);
        const own: Partial<ModelSlot> = stated;
        for (const [field, value] of properties(slot)) {
          const isFilled = slot.listing?.filled.includes(field) === true;
          expect(isFilled).toBe(value !== undefined && own[field] === undefined);
          if (!isFilled) expect(value).toEqual(own[field]);
        }
        const sources = catalogues.map(({ models }) => models.get(slot.listing?.id ?? ''));
        const source = sources.find((listed) => listed !== undefined);
        if (slot.listing?.filled.includes('price')) expect(slot.price).toBe(source?.price);
      }),
    );
  });

  it('is itself where there is no catalogue, and where none lists it', () => {
    fc.assert(
      fc.property(ids, fields, (id, stated) => {
        expect(filled(id, stated, []).listing).toBeUndefined();
        const elsewhere = { ...endpoint, name: 'other' };
        const listed = new Map([[id, { id, context: 5 }]]);
        const other = { file: 'm', kind: 'openrouter' as const, endpoints: [elsewhere], models: listed, place };
        expect(filled(id, stated, [other])).toEqual(filled(id, stated, []));
      }),
    );
  });
});

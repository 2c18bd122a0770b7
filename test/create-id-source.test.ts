import { describe, expect, it } from 'vitest';
import { createIdSource } from '../src/create-id-source.js';

const version4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe('an id source', () => {
  it('gives UUIDs of version 4, each once, also beside another source', () => {
    const sources = [createIdSource(), createIdSource()];
    const ids = Array.from({ length: 20_000 }, (_, index) => sources[index % 2]!());
    expect(ids.filter((id) => !version4.test(id))).toEqual([]);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('gives the first digits of ids equally often, so that they can be sampled by them', () => {
    const newId = createIdSource();
    const ids = Array.from({ length: 2_560 }, newId);
    const counts = new Map<string, number>();
    for (const id of ids) counts.set(id.slice(0, 2), (counts.get(id.slice(0, 2)) ?? 0) + 1);
    expect([...counts.values()]).toEqual(Array(256).fill(10));
  });

  it('draws anew: the other digits change', () => {
    const newId = createIdSource();
    const rests = new Set(Array.from({ length: 1_024 }, () => newId().slice(2)));
    expect(rests.size).toBe(4);
  });
});

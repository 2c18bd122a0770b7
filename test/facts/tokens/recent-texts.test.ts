import { describe, expect, it } from 'vitest';
import { RecentTexts } from '../../../src/facts/tokens/recent-texts.js';

const counted = (tokens: number) => ({ upTo: 1, bytes: 1, tokens });
/** Of one length, and not told apart by the characters that are looked at first. */
const text = (index: number) => `${'x'.repeat(320)}\n${index.toString(36).padStart(4, '0')}${'x'.repeat(315)}`;

describe('texts counted lately', () => {
  it('are found by their whole text', () => {
    const recent = new RecentTexts();
    for (let index = 0; index < 5; index += 1) recent.set(text(index), counted(index));
    for (let index = 0; index < 5; index += 1) expect(recent.get(text(index))).toEqual(counted(index));
    expect(recent.get(text(5))).toBeUndefined();
  });

  it('have the count that was set last', () => {
    const recent = new RecentTexts();
    recent.set(text(0), counted(1));
    recent.set(text(0), counted(2));
    expect(recent.get(text(0))).toEqual(counted(2));
  });

  it('are forgotten when two million characters of others came after, and kept when asked for', () => {
    const recent = new RecentTexts();
    const [kept, lost] = ['k'.repeat(1000), 'l'.repeat(1000)];
    recent.set(kept, counted(1));
    recent.set(lost, counted(2));
    for (let index = 0; index < 3000; index += 1) {
      recent.set(`${index} `.padStart(1000, 'o'), counted(index));
      if (index % 100 === 0) recent.get(kept);
    }
    expect(recent.get(kept)).toEqual(counted(1));
    expect(recent.get(lost)).toBeUndefined();
  });

  it('are not kept when they are too long', () => {
    const recent = new RecentTexts();
    const long = 'a'.repeat(2 ** 20 + 1);
    recent.set(long, counted(1));
    expect(recent.get(long)).toBeUndefined();
  });
});

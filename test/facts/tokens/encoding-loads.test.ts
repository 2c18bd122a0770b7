import { describe, expect, it, vi } from 'vitest';
import { readVocabulary } from '../../../src/facts/tokens/vocabulary.js';
import { basics, compileText, decideText } from '../../support/policies.js';

vi.mock(import('../../../src/facts/tokens/vocabulary.js'), async (original) => {
  const { readVocabulary: read } = await original();
  return { readVocabulary: vi.fn(read) };
});

const asking = (facts: string, when: string): string =>
  `${basics}\nfacts: { ${facts} }\nrules: [{ id: it, when: { ${when} }, then: deep }]\ndefault: quick\n`;

describe('an encoding', () => {
  it('is read when a policy that counts with it is compiled, once for all policies', async () => {
    await decideText(await compileText(asking('words: { from: words }', 'words: { above: 3 }')), {});
    expect(readVocabulary).not.toHaveBeenCalled();
    const counting = asking('tokens: { from: tokens }', 'tokens: { above: 3 }');
    for (const compiled of await Promise.all([compileText(counting), compileText(counting), compileText(counting)])) {
      expect(await decideText(compiled, {})).toMatchObject({ rule: 'it', facts: { tokens: 8 } });
    }
    expect(readVocabulary).toHaveBeenCalledTimes(1);
    await compileText(asking('tokens: { from: tokens, encoding: cl100k_base }', 'tokens: { above: 3 }'));
    expect(readVocabulary).toHaveBeenCalledTimes(2);
  });
});

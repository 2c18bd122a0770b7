import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lintPolicy } from '../../src/lint/lint-policy.js';
import { parsePolicy } from '../../src/policy/parse-policy.js';
import { compilePolicy } from '../../src/rules/compile-policy.js';

const folder = join(import.meta.dirname, '../../docs');
const pages = readdirSync(folder).filter((file) => file.endsWith('.md'));
const policies = pages.flatMap((page) =>
  [...readFileSync(join(folder, page), 'utf8').matchAll(/^```yaml\n(policy: .*?)^```/gms)]
    .map(([, text = '']) => text)
    .filter((text) => /^rules:/m.test(text))
    .map((text, index) => [`${page} ${index + 1}`, text] as const),
);

describe('a policy in the documentation', () => {
  it('is found', () => {
    expect(policies.length).toBeGreaterThan(0);
  });

  it.each(policies)('has no findings: %s', async (_name, text) => {
    const { policy, diagnostics } = parsePolicy(text);
    expect(diagnostics).toEqual([]);
    if (policy === undefined) throw new Error('no policy');
    const { compiled, diagnostics: found } = await compilePolicy(policy, {
      customFacts: Object.fromEntries(
        [...policy.facts.values()]
          .filter(({ declaration }) => declaration.from === 'custom')
          .map(({ name }) => [name, () => undefined]),
      ),
    });
    expect(found).toEqual([]);
    expect(compiled && lintPolicy(compiled)).toEqual([]);
  });
});

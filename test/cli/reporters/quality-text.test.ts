import { describe, expect, it } from 'vitest';
import { qualityText } from '../../../src/cli/reporters/quality-text.js';
import { createPaint } from '../../../src/diagnostics/paint.js';
import { measureQuality } from '../../../src/verify/policy-quality.js';
import { basics } from '../../support/policies.js';
import { runText } from '../../verify/run-text.js';

describe('what was measured, for people', () => {
  it('lists fifty of each kind, and counts the others', async () => {
    const rules = Array.from(
      { length: 60 },
      (_, index) => `  - { id: r${index}, when: { key: k${index} }, then: quick }\n`,
    );
    const policy = `${basics}facts: { key: { from: attribute, path: key } }\nrules:\n${rules.join('')}default: deep\n`;
    const ran = await runText(policy, '  - { name: other, expect: { rule: default } }\n');
    const quality = await measureQuality([ran], { coverage: true, mutation: true });
    const lines = qualityText(quality, [], createPaint(false)).join('\n').split('\n');
    expect(lines.filter((line) => line.includes(' decides  '))).toHaveLength(50);
    expect(lines).toContain('    and 10 more  --reporter json=report.json writes all of them');
    expect(lines.filter((line) => line.includes('would notice'))).toHaveLength(50);
  });
});

import { describe, expect, it } from 'vitest';
import { demoRequests } from '../../../src/cli/demo/demo-requests.js';
import { policy } from '../test-io.js';

describe('policy demo', () => {
  it('routes, streams, falls back, holds a budget, follows an edit and refuses a bad one', async () => {
    const { code, out, err } = await policy(['demo']);
    expect({ code, err }).toEqual({ code: 0, err: '' });

    const rows = out.split('\n').filter((line) => /\d+\+\d+ +\$\d/.test(line));
    expect(rows).toHaveLength(demoRequests.length);
    expect(rows.length).toBeGreaterThanOrEqual(20);
    expect(rows.find((row) => row.includes('SSN'))).toMatch(/sensitive-stays-inside +inside +llama-3\.3-70b /);
    expect(rows.find((row) => row.includes('weekend'))).toMatch(/candidate-trial +trial/);
    expect(rows.find((row) => row.includes('Derive'))).toMatch(/hard +premium +o1 /);
    expect(rows.find((row) => row.includes('lease'))).toMatch(/by-size\.otherwise +thorough/);
    expect(rows.find((row) => row.includes('free tier'))).toMatch(/pinned free +free +gemma-2-9b-it:free/);

    expect(out).toMatch(/claude-3\.5-sonnet by rule code-reasoning-or-long .* reported · 1 attempt/);
    expect(out).toMatch(/failed anthropic\/claude-opus-4: overloaded 503/);
    expect(out).toMatch(/anthropic\/claude-sonnet-4 by rule by-task\.reason .* 3 attempts/);

    const [, own, inside] = /(\d+) answered by their own tier, (\d+) by the tier inside/.exec(out) ?? [];
    expect(Number(own) + Number(inside)).toBe(12);
    expect(Number(own)).toBeGreaterThan(0);
    expect(Number(inside)).toBeGreaterThan(0);
    expect(out).toMatch(/budget-warning: daily-cap is used to \d+ %/);

    const answers = [...out.matchAll(/(\d+) answers? {2}(\S+) {2}version (\w+)/g)];
    expect(answers.map(([, , model]) => model)).toEqual([
      'google/gemini-flash-1.5',
      ...answers.slice(1, -2).map(() => 'google/gemini-flash-1.5'),
      'anthropic/claude-sonnet-4',
      'anthropic/claude-sonnet-4',
    ]);
    expect(out).toContain('there is no tier "codng"');
    expect(out).toContain('did you mean `coding`?');
    expect(out).toContain('refused: the last good version goes on');
  });
});

import { describe, expect, it } from 'vitest';
import fixtures from '#schemas/fixtures.schema.json' with { type: 'json' };
import policy from '#schemas/policy.schema.json' with { type: 'json' };

const definitions = (schema: Record<string, unknown>) => schema.$defs as Record<string, Record<string, unknown>>;

describe('the schema of fixtures', () => {
  it.each(['Condition', 'Test', 'Operators', 'Scalar'])('has the same %s as the schema of policies', (name) => {
    expect(definitions(fixtures)[name]).toEqual(definitions(policy)[name]);
  });

  it('has the same fields in an expectation with a condition and without, but for if', () => {
    const { Expectation, ConditionalExpectation } = definitions(fixtures);
    const { if: condition, ...fields } = (ConditionalExpectation?.properties ?? {}) as Record<string, unknown>;
    expect(condition).toBeDefined();
    expect(fields).toEqual(Expectation?.properties);
  });
});

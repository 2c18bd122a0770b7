import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { defaultExecutionSettings } from '../../src/execute/execution-settings.js';
import { failureClasses, failureConsequences } from '../../src/execute/failure-class.js';

describe('the table of failure classes', () => {
  it('has a row for every class, in the order in which they are checked', () => {
    expect(Object.keys(failureConsequences)).toEqual([...failureClasses]);
  });

  it('allows a retry by default exactly where the same target may be tried again', () => {
    const again = failureClasses.filter((name) => failureConsequences[name].sameTarget !== 'never');
    expect([...defaultExecutionSettings.retry.on].sort()).toEqual(again.sort());
  });

  it('blames the caller with a 4xx only where the request is at fault, or must wait', () => {
    const blaming = failureClasses.filter((name) => failureConsequences[name].httpStatus < 500);
    expect(blaming).toEqual(['cancelled', 'rate_limit', 'context_exceeded', 'content_filter', 'caller_fault']);
  });
});

describe('a policy', () => {
  it('may name every class in retry and fallback', () => {
    const schema = JSON.parse(readFileSync(new URL(import.meta.resolve('#schemas/policy.schema.json')), 'utf8'));
    expect(schema.$defs.FailureClass.enum).toEqual([...failureClasses]);
  });
});

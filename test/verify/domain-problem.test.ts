import { describe, expect, it } from 'vitest';
import type { FactDomain, FactValue } from '../../src/policy/fact-domain.js';
import { domainProblem } from '../../src/verify/domain-problem.js';

const hour: FactDomain = { type: 'number', open: false, integer: true, minimum: 0, maximum: 23 };
const task: FactDomain = { type: 'string', open: true, values: ['draft', 'code'] };
const needs: FactDomain = { type: 'list', open: false, values: ['tools', 'vision'] };

describe('the domain of a fact', () => {
  it.each<[string, FactDomain, FactValue]>([
    ['a boolean', { type: 'boolean' }, false],
    ['a named value', task, 'code'],
    ['any text where no values are named', { type: 'string', open: true }, 'anything'],
    ['a number at its bound', hour, 23],
    ['an empty list', needs, []],
    ['a list of named values', needs, ['tools']],
  ])('takes %s', (_title, domain, value) => {
    expect(domainProblem(value, domain)).toBeUndefined();
  });

  it.each<[FactDomain, FactValue, string]>([
    [{ type: 'boolean' }, 'true', 'is not true or false'],
    [task, 'cod', 'is not one of draft, code'],
    [task, 3, 'is not a text'],
    [hour, '3', 'is not a number'],
    [hour, 3.5, 'is not a whole number'],
    [hour, -1, 'is below 0'],
    [hour, 24, 'is above 23'],
    [hour, Number.NaN, 'is not a finite number'],
    [needs, 'tools', 'is not a list'],
    [needs, ['tools', 'visions'], 'holds "visions", which is not one of tools, vision'],
  ])('of %j refuses %j', (domain, value, problem) => {
    expect(domainProblem(value, domain)).toBe(problem);
  });
});

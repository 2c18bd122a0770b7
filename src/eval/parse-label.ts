import { RouterError } from '../errors.js';
import { isFields } from '../fields.js';
import { unitHash } from '../plan/unit-hash.js';
import { parseRequest } from '../request/parse-request.js';
import type { Label } from './label.js';

/** The label of a line, or what is wrong with it. */
export type ParsedLabel = { readonly label: Label } | { readonly problem: string; readonly help: string };

/**
 * `{ "request": { "messages": […], "attributes": {…} }, "quality": { "fast": 0.6, "deep": 0.9 }, "cost_usd": {…} }`.
 * `slots` maps the names a label may use, slots and model ids, to slots.
 */
export function parseLabel(value: unknown, line: number, slots: ReadonlyMap<string, string>): ParsedLabel {
  if (!isFields(value)) return { problem: 'a label is a JSON object', help: shape };
  const unknown = Object.keys(value).find((key) => !keys.has(key));
  if (unknown !== undefined) return { problem: `a label has no "${unknown}"`, help: shape };
  const { request: raw, quality: qualities, cost_usd: costs = {} } = value;
  if (!isFields(raw)) return { problem: 'there is no "request"', help: shape };
  if (!isFields(qualities)) return { problem: 'there is no "quality"', help: shape };
  if (!isFields(costs)) return { problem: '"cost_usd" is not an object of numbers by model', help: shape };
  const quality = numbersBySlot('quality', qualities, slots);
  if ('problem' in quality) return quality;
  const cost = numbersBySlot('cost_usd', costs, slots);
  if ('problem' in cost) return cost;
  const negative = [...cost.numbers].find(([, usd]) => usd < 0);
  if (negative !== undefined) return { problem: `cost_usd of "${negative[0]}" is below 0`, help: 'costs are in USD' };
  try {
    const position = unitHash(`eval:${canonical(raw)}`);
    const request = parseRequest(raw);
    return { label: { line, request, quality: quality.numbers, costUsd: cost.numbers, position } };
  } catch (error) {
    if (!RouterError.isInstance(error)) throw error;
    return { problem: `the request is not one: ${error.message}`, help: 'it is what a line of policy decide is' };
  }
}

const keys = new Set(['request', 'quality', 'cost_usd', 'id', 'note']);
const shape =
  'write { "request": { "messages": […] }, "quality": { "MODEL": NUMBER, … } }, and "cost_usd" where it is known';

function numbersBySlot(
  field: string,
  values: Readonly<Record<string, unknown>>,
  slots: ReadonlyMap<string, string>,
): { readonly numbers: ReadonlyMap<string, number> } | { readonly problem: string; readonly help: string } {
  const numbers = new Map<string, number>();
  for (const [name, value] of Object.entries(values)) {
    if (typeof value !== 'number' || !Number.isFinite(value)) {
      return {
        problem: `${field} of "${name}" is not a number`,
        help: 'leave a model out whose answer was not judged',
      };
    }
    // A model that the policy does not know may stand there: labels outlive policies.
    numbers.set(slots.get(name) ?? name, value);
  }
  return { numbers };
}

/** The same text for the same data, whatever the order of its keys. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (!isFields(value)) return JSON.stringify(value) ?? 'null';
  const entries = Object.keys(value)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`);
  return `{${entries.join(',')}}`;
}

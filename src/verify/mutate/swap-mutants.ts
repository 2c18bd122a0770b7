import type { Rule } from '../../policy/rule.js';
import type { Mutant } from './mutant.js';

/** Rules that are written as one: a rule, or a table. */
interface Block {
  readonly start: number;
  /** Not included. */
  readonly end: number;
  readonly name: string;
}

/** Neighbouring rules change places: those that are written one after the other, and the entries of a table. */
export function swapMutants(rules: readonly Rule[]): readonly Mutant[] {
  const blocks = blocksOf(rules);
  return [...neighbours(blocks, rules), ...blocks.flatMap((block) => neighbours(entriesOf(block, rules), rules))];
}

function neighbours(blocks: readonly Block[], rules: readonly Rule[]): readonly Mutant[] {
  return blocks.slice(1).flatMap((second, index) => {
    const first = blocks[index];
    const place = rules[first?.start ?? -1]?.place;
    if (first === undefined || place === undefined) return [];
    const effect = { of: 'order', start: first.start, middle: first.end, end: second.end } as const;
    return { kind: 'swap', place, mistake: `${first.name} below ${second.name}`, effect };
  });
}

function blocksOf(rules: readonly Rule[]): readonly Block[] {
  const blocks: Block[] = [];
  rules.forEach((rule, index) => {
    const last = blocks.at(-1);
    const key = writtenAs(rule);
    if (last !== undefined && writtenAs(rules[last.start]) === key)
      blocks[blocks.length - 1] = { ...last, end: index + 1 };
    else blocks.push({ start: index, end: index + 1, name: nameOf(rule) });
  });
  return blocks;
}

/** The pointer of the rule, or of the table. */
function writtenAs(rule: Rule | undefined): string | undefined {
  return rule?.place.pointer.replace(/\/choose\/.*$/s, '');
}

function nameOf(rule: Rule): string {
  const isEntry = rule.place.pointer.includes('/choose/');
  return isEntry ? rule.id.slice(0, rule.id.indexOf('.')) : rule.id;
}

/** `otherwise` stays where it is: anywhere else it is an error. */
function entriesOf({ start, end }: Block, rules: readonly Rule[]): readonly Block[] {
  return rules.slice(start, end).flatMap((rule, offset) => {
    if (rule.place.pointer.endsWith('/choose/otherwise')) return [];
    return { start: start + offset, end: start + offset + 1, name: rule.id };
  });
}

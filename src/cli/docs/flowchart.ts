import { shorten } from '../../diagnostics/format-value.js';
import type { Outcome } from '../../policy/outcome.js';
import type { Policy } from '../../policy/policy.js';
import { describeOutcome } from '../describe/describe-outcome.js';
import { groupRules, type RuleGroup } from './rule-groups.js';

/** How a policy decides, as a Mermaid flowchart: rules from the top, and what each leads to. */
export function flowchart(policy: Policy): string {
  const groups = groupRules(policy.rules);
  const outcomes = new Outcomes();
  const lines = groups.flatMap((group, index) => {
    const node = `rule${index + 1}`;
    const shape = `${node}{"${label(group)}"}`;
    const ways = group.branches.map(({ words, outcome }) => edge(node, words ?? 'yes', outcomes.node(outcome)));
    const next = index + 1 < groups.length ? `rule${index + 2}` : outcomes.node(policy.default);
    const isFinal = group.branches.at(-1)?.words === 'otherwise' && group.when === undefined;
    return [shape, ...ways, edge(node, leftOver(group, isFinal), next)];
  });
  const first = groups.length > 0 ? 'rule1' : outcomes.node(policy.default);
  const all = [`request(["request"]) --> ${first}`, ...lines, ...outcomes.lines()];
  return ['flowchart TD', ...all.map((line) => `  ${line}`)].join('\n');
}

/** Under which words a request goes on to the next rule. */
function leftOver({ branches, when }: RuleGroup, isFinal: boolean): string {
  if (branches[0]?.words === undefined) return 'no';
  if (isFinal) return 'the fact is unknown';
  return when === undefined ? 'none of these' : 'no, or none of these';
}

function label({ id, when, branches }: RuleGroup): string {
  const table = branches[0]?.words !== undefined;
  const words = when === undefined ? '' : `<br>${inQuotes(shorten(`${table ? 'if ' : ''}${when}`, 90))}`;
  return `<b>${inQuotes(id)}</b>${words}`;
}

function edge(from: string, words: string, to: string): string {
  return `${from} -->|"${inQuotes(shorten(words, 60))}"| ${to}`;
}

/** One node for each thing that can come out, however many rules lead there. */
class Outcomes {
  readonly #nodes = new Map<string, string>();

  node(outcome: Outcome): string {
    const words = describeOutcome(outcome);
    const known = this.#nodes.get(words);
    if (known !== undefined) return known;
    const node = `outcome${this.#nodes.size + 1}`;
    this.#nodes.set(words, node);
    return node;
  }

  lines(): string[] {
    return [...this.#nodes].map(([words, node]) => `${node}["${inQuotes(shorten(words, 90))}"]`);
  }
}

/** Mermaid reads quotes, angle brackets and backticks as its own; `#…;` is how it writes them. */
function inQuotes(text: string): string {
  return text.replace(/["#<>`&;]/g, (character) => `#${character.charCodeAt(0)};`);
}

import type { Label } from '../../src/eval/label.js';
import { type LabelLine, readLabels } from '../../src/eval/read-labels.js';
import { parsePolicy } from '../../src/policy/parse-policy.js';
import type { Policy } from '../../src/policy/policy.js';
import { type CompiledPolicy, compilePolicy } from '../../src/rules/compile-policy.js';

/** Long prompts go to the deep model; a secret is refused; the third model is asked by name of a task. */
export const policyText = `policy: support
language: 1
endpoints: { here: { kind: openrouter } }
models:
  fast: { id: acme/fast, endpoint: here, price: { prompt: 0.1, completion: 0.4 } }
  middle: { id: acme/middle, endpoint: here, price: { prompt: 0.5, completion: 1 } }
  deep: { id: acme/deep, endpoint: here, price: { prompt: 3, completion: 15 } }
tiers:
  quick: { model: fast, max_tokens: 500 }
  medium: { model: middle, max_tokens: 500 }
  thorough: { model: deep, max_tokens: 500 }
facts:
  words: { from: words }
  turns: { from: turns }
  plan: { from: attribute, path: plan, one_of: [free, pro] }
  task: { from: attribute, path: task, one_of: [chat, translate, planned, forbidden], default: chat }
rules:
  - { id: forbidden, when: { task: forbidden }, then: { reject: { message: no, status: 403 } } }
  - { id: planned, when: { task: planned, plan: pro }, then: thorough }
  - { id: translations, when: { task: translate }, then: medium }
  - { id: long, when: { words: { at_least: 10 } }, then: thorough }
  - { id: many-turns, when: { all: [{ turns: { above: 5 } }, { turns: { at_most: 50 } }] }, then: thorough }
default: quick
`;

export function policyOf(text = policyText): Policy {
  const { policy, diagnostics } = parsePolicy(text, { file: 'support.yaml' });
  if (policy === undefined) throw new Error(diagnostics.map(({ message }) => message).join('; '));
  return policy;
}

export async function compiledOf(text = policyText): Promise<CompiledPolicy> {
  const { compiled } = await compilePolicy(policyOf(text));
  if (compiled === undefined) throw new Error('it does not compile');
  return compiled;
}

export interface Known {
  /** Words of the prompt. */
  readonly words: number;
  readonly quality: Readonly<Record<string, number>>;
  readonly cost_usd?: Readonly<Record<string, number>>;
  readonly task?: string;
}

/** A line of a label file. No two have the same prompt. */
export function labelLine({ words, quality, cost_usd, task }: Known, index: number): string {
  const content = [`question-${index}`, ...Array.from({ length: words - 1 }, () => 'and')].join(' ');
  const request = { messages: [{ role: 'user', content }], ...(task !== undefined && { attributes: { task } }) };
  return JSON.stringify({ request, quality, ...(cost_usd !== undefined && { cost_usd }) });
}

export function labelsOf(known: readonly Known[], policy = policyOf()): readonly Label[] {
  const lines = known.map((each, index): LabelLine => ({ line: index + 1, value: JSON.parse(labelLine(each, index)) }));
  const { labels, diagnostics } = readLabels(lines, 'labels.jsonl', policy);
  if (diagnostics.length > 0) throw new Error(diagnostics.map(({ message }) => message).join('; '));
  return labels;
}

/**
 * Of each ten rows the strong model is better by 1 on three, which are long, and worse by 0.5 on four; on the others
 * both are as good. The gap is 0.1 a row.
 */
export function knownRows(tens: number): readonly Known[] {
  const ten: readonly Known[] = [
    ...Array.from({ length: 3 }, () => ({ words: 20, quality: { fast: 0, deep: 1 } })),
    ...Array.from({ length: 4 }, () => ({ words: 5, quality: { fast: 1, deep: 0.5 } })),
    ...Array.from({ length: 3 }, () => ({ words: 5, quality: { fast: 1, deep: 1 } })),
  ];
  return Array.from({ length: tens }, () => ten).flat();
}

import { Random } from '../simulated-month/random.js';

/** The labels behind the evaluation that docs/eval.md shows: the longer a question, the likelier it needs depth. */
export function documentedLabels(): string {
  const random = new Random(5);
  return Array.from({ length: 1000 }, (_, index) => {
    const words = 1 + Math.floor(random.uniform() * 120);
    const hard = random.uniform() < words / 130;
    const quality = {
      fast: random.uniform() < (hard ? 0.35 : 0.94) ? 1 : 0,
      deep: random.uniform() < 0.93 ? 1 : 0,
    };
    const content = [`question ${index}`, ...Array.from({ length: words - 1 }, () => 'word')].join(' ');
    const cost_usd = { fast: 0.0002 + words * 1e-6, deep: 0.003 + words * 1e-5 };
    return `${JSON.stringify({ request: { messages: [{ role: 'user', content }] }, quality, cost_usd })}\n`;
  }).join('');
}

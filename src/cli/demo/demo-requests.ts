import type { Attributes } from '../../request/routing-request.js';

/** A request as an application would send it. */
export interface DemoRequest {
  /** The policy that decides. */
  readonly policy: string;
  readonly prompt: string;
  /** What the table shows instead of the prompt's first words. */
  readonly title?: string;
  readonly attributes?: Attributes;
  /** Further fields of the body. */
  readonly body?: Readonly<Record<string, unknown>>;
}

const ticket =
  'Summarize this ticket: since the update on Monday the export button does nothing in Safari, the console shows a blocked pop-up, and three customers have called about it.';
const paragraph =
  'The tenant shall keep the premises in good repair, give notice of any defect without delay, and allow the landlord to inspect them after an announcement of at least two working days. ';
const traceback = 'Why does this raise an error?\n```python\ntotal = sum(row.price for row in rows)\n```';
const weatherTool = {
  type: 'function',
  function: {
    name: 'get_weather',
    description: 'The weather at a place',
    parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
  },
};

/** Requests of many kinds, by the policy that decides them. */
export const demoRequests: readonly DemoRequest[] = [
  { policy: 'orchestration', prompt: ticket, attributes: { task: 'summarize' } },
  {
    policy: 'orchestration',
    prompt: 'Is this review positive? "Arrived late, works well."',
    attributes: { task: 'classify' },
  },
  {
    policy: 'orchestration',
    prompt: 'Draft a reply to an angry customer.',
    attributes: { task: 'draft', user: { tier: 'free' } },
  },
  {
    policy: 'orchestration',
    prompt: 'Draft the launch announcement.',
    attributes: { task: 'draft', user: { tier: 'pro' } },
  },
  { policy: 'orchestration', prompt: 'Should we shard by tenant or by region?', attributes: { task: 'reason' } },
  { policy: 'orchestration', prompt: 'Refactor this class to use a generator.', attributes: { task: 'code' } },
  { policy: 'orchestration', prompt: 'Translate "good morning" to Czech.', attributes: { task: 'translate' } },
  { policy: 'orchestration', prompt: 'What is the capital of France?' },
  { policy: 'orchestration', prompt: paragraph.repeat(75), title: 'a lease of 75 paragraphs' },
  {
    policy: 'orchestration',
    prompt: 'Please get weather for Oslo.',
    attributes: { task: 'classify' },
    body: { tools: [weatherTool] },
  },
  { policy: 'tiers', prompt: 'Which year did the Berlin Wall fall?', attributes: { task: 'simple_qa' } },
  { policy: 'tiers', prompt: 'Write a haiku about tabs and spaces.', attributes: { task: 'creative_writing' } },
  { policy: 'tiers', prompt: 'Derive the equation of motion of a pendulum.' },
  { policy: 'tiers', prompt: traceback },
  { policy: 'tiers', prompt: 'Good morning! Any plans for today?' },
  { policy: 'tiers', prompt: paragraph.repeat(17), title: 'a contract of 561 words' },
  { policy: 'tiers', prompt: 'Hello from the free tier.', body: { model: 'free' } },
  {
    policy: 'governance',
    prompt: 'My SSN is 512-43-1188, am I covered?',
    attributes: { user: { id: 'u-1', tier: 'premium' } },
  },
  { policy: 'governance', prompt: 'Charge 4111 1111 1111 1111 again.', attributes: { user: { id: 'u-1' } } },
  { policy: 'governance', prompt: 'Plan a database migration.', attributes: { user: { id: 'u-1', tier: 'premium' } } },
  { policy: 'governance', prompt: 'Plan my week.', attributes: { user: { id: 'u-1' } } },
  { policy: 'governance', prompt: 'Plan my weekend.', attributes: { user: { id: 'u-2' } } },
];

import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../cli/temporary-folder.js';
import { policy } from '../cli/test-io.js';

const models = [
  { id: 'z/cheap', context: 90_000, price: { prompt: 0.01, completion: 0.01 } },
  { id: 'a/reader', context: 90_000, price: { prompt: 50, completion: 50 } },
  { id: 'q/mid', context: 90_000, price: { prompt: 1, completion: 2 } },
];

function folder(cases: string): string {
  return temporaryFolder({
    'policies/models.json': JSON.stringify({ version: 1, endpoint_kind: 'openrouter', models }),
    'policies/wide.yaml': `policy: wide
language: 1
catalogue: models.json
endpoints: { openrouter: { kind: openrouter } }
models: { reader: { id: a/reader, endpoint: openrouter, labels: [eu] } }
tiers: { any: { cheapest: { among: catalogue }, max_tokens: 800, retry: { attempts: 1 } } }
facts: { region: { from: attribute, path: region, one_of: [eu, us], default: us } }
rules: []
default: any
constraints: [{ id: eu, when: { region: eu }, require: { labels: [eu] } }]
`,
    'policies/wide.test.yaml': `policy: wide.yaml\ncases:\n${cases}`,
  });
}

describe('the fixtures of a policy that chooses among its catalogue', () => {
  it('expect and simulate models by their ids, and slots by their names', async () => {
    const cwd = folder(`
  - { name: all, expect: { slots: [z/cheap, q/mid, reader], model: z/cheap } }
  - { name: falls, simulate: { z/cheap: [overloaded] }, expect: { served_by: q/mid, attempts: 2 } }
  - { name: stays, attributes: { region: eu }, expect: { slots: [reader], every_model: { labels: [eu] } } }
`);
    expect(await policy(['test'], { cwd })).toMatchObject({ code: 0 });
  });

  it('know which of them there are', async () => {
    const cwd = folder('  - { name: all, expect: { slots: [z/cheep] } }\n');
    const { code, err } = await policy(['test'], { cwd });
    expect(code).toBe(2);
    expect(err).toContain('did you mean `z/cheap`?');
  });

  it('fail when another model has become the cheapest', async () => {
    const cwd = folder('  - { name: all, expect: { model: q/mid } }\n');
    const { code, err } = await policy(['test'], { cwd });
    expect(code).toBe(1);
    expect(err).toMatch(/q\/mid.*\n.*z\/cheap/);
  });
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parsePolicy } from '../../src/policy/parse-policy.js';
import { temporaryFolder } from '../cli/temporary-folder.js';
import { policy } from '../cli/test-io.js';

const root = join(import.meta.dirname, '../..');
const page = readFileSync(join(root, 'docs/cheapest.md'), 'utf8');
const blocks = new Map(
  [...page.matchAll(/^```yaml (\S+)\n(.*?)^```$/gms)].map(([, name = '', text = '']) => [name, text] as const),
);
const sessions = [...page.matchAll(/^```console\n\$ policy ([^\n]+)\n(.*?)^```$/gms)].map(
  ([, command = '', output = '']) => [command, output] as const,
);

function folder(): string {
  const files = [...blocks].filter(([name]) => name.startsWith('policies/'));
  const transcript = 'Nobody spoke about the lamp.\n'.repeat(1034);
  return temporaryFolder({ ...Object.fromEntries(files), 'policies/transcript.txt': transcript });
}

/** The words of a command, quoted ones as one. */
function words(command: string): string[] {
  return [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
}

describe('docs/cheapest.md', () => {
  it.each(sessions)('shows what `policy %s` writes', async (command, output) => {
    const { out, err } = await policy(words(command), { cwd: folder() });
    expect(out + err).toBe(output);
  });

  it('shows a policy without findings, and fixtures that pass', async () => {
    expect(sessions).toHaveLength(1);
    const cwd = folder();
    expect(await policy(['validate', '--strict'], { cwd })).toMatchObject({ code: 0 });
    expect(await policy(['test'], { cwd })).toMatchObject({ code: 0 });
  });

  it('shows a choice among the catalogue as a policy may write it', () => {
    const notes = blocks.get('policies/notes.yaml') ?? '';
    const tiers = (blocks.get('among') ?? '').replace('tiers:\n', '');
    const text = `catalogue: models.json\n${notes.replace('tiers:\n', `tiers:\n${tiers}`)}`;
    const abilities = ['tools', 'json_schema'];
    const models = [{ id: 'a/b', context: 64_000, price: { prompt: 1, completion: 2 }, abilities }];
    const { policy: parsed, diagnostics } = parsePolicy(text, {
      readInclude: () => JSON.stringify({ version: 1, endpoint_kind: 'openrouter', models }),
    });
    expect(diagnostics).toEqual([]);
    expect(parsed?.tiers.get('any')?.chain.map(({ name }) => name)).toEqual(['a/b']);
  });

  it('names every key and every verdict', () => {
    const definition = (file: string, name: string) =>
      JSON.parse(readFileSync(join(root, 'schemas', file), 'utf8')).$defs[name].properties;
    const keys = Object.keys(definition('policy.schema.json', 'Cheapest'));
    expect(keys.length).toBeGreaterThan(3);
    for (const key of keys) expect(page).toContain(`| \`${key}\` |`);
    for (const verdict of definition('decision.schema.json', 'Priced').verdict.enum) {
      expect(page).toContain(`\`${verdict}\``);
    }
  });
});

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { DiagnosticCode } from '../../src/diagnostics/codes.js';
import type { Diagnostic } from '../../src/diagnostics/diagnostic.js';
import { renderDiagnostics } from '../../src/diagnostics/render-diagnostic.js';
import { parsePolicy } from '../../src/policy/parse-policy.js';

const root = join(import.meta.dirname, '../fixtures/policies');

/** What a fixture folder's expected.json says of each finding, in order. */
interface ExpectedFinding {
  readonly code: string;
  readonly severity?: 'error' | 'warning';
  readonly file?: string;
  readonly pointer: string;
  readonly line: number;
  readonly column: number;
  /** The text that is underlined on its first line. */
  readonly marked?: string;
  readonly message: string;
  readonly help?: string;
  /** `line:column` of the related places. */
  readonly related?: readonly string[];
}

function parseFolder(folder: string) {
  const read = (path: string): string | undefined => {
    try {
      return readFileSync(join(root, folder, path), 'utf8');
    } catch {
      return undefined;
    }
  };
  return parsePolicy(read('policy.yaml') ?? '', { readInclude: read });
}

function shape({ code, severity, message, help, place, related }: Diagnostic): ExpectedFinding {
  return {
    code,
    ...(severity === 'warning' && { severity }),
    ...(place.file !== 'policy.yaml' && { file: place.file }),
    pointer: place.pointer,
    line: place.line,
    column: place.column,
    message,
    ...(help !== undefined && { help }),
    ...(related !== undefined && { related: related.map((other) => `${other.place.line}:${other.place.column}`) }),
  };
}

describe('bad input', () => {
  const folders = readdirSync(root).sort();

  it.each(folders)('%s gives exactly the expected findings', (folder) => {
    const expected = JSON.parse(readFileSync(join(root, folder, 'expected.json'), 'utf8')) as ExpectedFinding[];
    const { policy, diagnostics } = parseFolder(folder);
    expect(policy).toBeUndefined();
    expect(diagnostics.map(shape)).toEqual(expected);
  });

  it.each(folders)('%s is drawn as before', async (folder) => {
    const { diagnostics, sources } = parseFolder(folder);
    const frames = `${renderDiagnostics(diagnostics, sources)}\n`;
    await expect(frames).toMatchFileSnapshot(join(root, folder, 'expected.txt'));
  });

  it('never shows a secret', () => {
    const secrets = /hunter ?2|ghp_\d|sk-or|Token abc|abc-def/;
    const shown = folders.filter((folder) => {
      const { diagnostics, sources } = parseFolder(folder);
      return secrets.test(JSON.stringify(diagnostics)) || secrets.test(renderDiagnostics(diagnostics, sources));
    });
    expect(shown).toEqual([]);
  });

  it('covers every code that reading a policy can give', () => {
    const codes: readonly DiagnosticCode[] = [
      ...(['file-empty', 'yaml-syntax', 'yaml-duplicate-key', 'yaml-unsupported'] as const),
      ...([
        'yaml-alias-bomb',
        'yaml-surprise',
        'unknown-key',
        'missing-key',
        'misplaced-key',
        'conflicting-keys',
      ] as const),
      ...(['wrong-type', 'invalid-value', 'literal-secret', 'include-missing', 'include-outside-root'] as const),
      ...(['include-loop', 'tier-loop', 'escalation-loop', 'duplicate-name', 'unknown-name', 'reserved-name'] as const),
      ...(['wrong-operator', 'impossible-test', 'empty-condition', 'regex-syntax'] as const),
    ];
    const covered = new Set(folders.flatMap((folder) => parseFolder(folder).diagnostics.map(({ code }) => code)));
    const missing = codes.filter((code) => !covered.has(code));
    expect(missing).toEqual([]);
  });
});

import type { GeneratedFile } from '../generated-files.js';

/**
 * What makes VS Code complete and check policies: the YAML extension, and spaces for tabs. Formatting is left to
 * `policy fmt`. A file that exists keeps what it says; undefined when it is not plain JSON, so that it cannot be merged.
 */
export function editorSettings(existing: (path: string) => string | undefined): readonly GeneratedFile[] | undefined {
  const settings = merge(existing(settingsPath), {
    'yaml.format.enable': false,
    '[yaml]': { 'editor.insertSpaces': true, 'editor.tabSize': 2, 'editor.detectIndentation': false },
  });
  const extensions = recommend(existing(extensionsPath), 'redhat.vscode-yaml');
  if (settings === undefined || extensions === undefined) return undefined;
  return [
    { path: settingsPath, text: write(settings) },
    { path: extensionsPath, text: write(extensions) },
  ];
}

const settingsPath = '.vscode/settings.json';
const extensionsPath = '.vscode/extensions.json';

type Json = Readonly<Record<string, unknown>>;

function merge(existing: string | undefined, added: Json): Json | undefined {
  const known = parse(existing);
  return known && { ...added, ...known };
}

function recommend(existing: string | undefined, extension: string): Json | undefined {
  const known = parse(existing);
  if (known === undefined) return undefined;
  const { recommendations = [] } = known as { readonly recommendations?: readonly string[] };
  return { ...known, recommendations: [...new Set([...recommendations, extension])] };
}

/** Settings may have comments, which would be lost. */
function parse(text: string | undefined): Json | undefined {
  try {
    const value: unknown = JSON.parse(text ?? '{}');
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : undefined;
  } catch {
    return undefined;
  }
}

function write(value: Json): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

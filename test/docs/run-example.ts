import ts from 'typescript';

const AsyncFunction = (async () => {}).constructor as new (
  ...args: string[]
) => (...values: unknown[]) => Promise<unknown>;

/** The blocks of a page in this language, in order. */
export function examplesOf(page: string, language: string): readonly string[] {
  return [...page.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms'))].map(([, text = '']) => text);
}

/**
 * Runs an example in TypeScript, with what it imports and what it expects to be there under their names. Gives back
 * the constants that it declares.
 */
export async function runExample(
  text: string,
  names: Readonly<Record<string, unknown>>,
): Promise<Readonly<Record<string, unknown>>> {
  const declared = [...text.matchAll(/^const (\w+)/gm)].map(([, name = '']) => name);
  const body = `${text.replace(/^import .*$/gm, '')}\nreturn { ${declared.join(', ')} };`;
  const { outputText } = ts.transpileModule(`async function example() {\n${body}\n}`, {
    compilerOptions: { target: ts.ScriptTarget.ES2022 },
  });
  const run = new AsyncFunction(...Object.keys(names), `${outputText}\nreturn example();`);
  return (await run(...Object.values(names))) as Readonly<Record<string, unknown>>;
}

// English prose with code, of which there is plenty: what the packages that are installed say of themselves.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const folders = [
  join(import.meta.dirname, '..', 'node_modules'),
  join(import.meta.dirname, '..', '..', 'node_modules'),
];

/** So many texts of so many characters, no two of them the same. */
export function naturalTexts(count, length) {
  const files = folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true })
      .filter((file) => file.endsWith('.md'))
      .toSorted()
      .map((file) => join(folder, file)),
  );
  // A paragraph that several packages share, such as a licence, would not be new the second time.
  const seen = new Set();
  let all = '';
  for (const file of files) {
    for (const paragraph of readFileSync(file, 'utf8').split('\n\n')) {
      // What looks like a special token makes gpt-tokenizer throw.
      if (seen.has(paragraph) || paragraph.includes('<|')) continue;
      seen.add(paragraph);
      all += `${paragraph}\n\n`;
      if (all.length > count * length) return slices(all, count, length);
    }
  }
  throw new Error(`there are ${all.length} characters of prose, not ${count * length}`);
}

function slices(text, count, length) {
  return Array.from({ length: count }, (_, index) =>
    Buffer.from(text.slice(index * length, (index + 1) * length)).toString(),
  );
}

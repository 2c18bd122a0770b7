import { randomUUID } from 'node:crypto';
import { realpath, rename, rm, writeFile } from 'node:fs/promises';
import { type CheckedCatalogue, catalogueLimit, checkCatalogue } from '../policy/check-catalogue.js';
import { decodeText, readRegularFile } from '../policy/read-regular-file.js';

/** A catalogue on disk, `file` being its name in findings; undefined when there is no such file. Rejects when it cannot be read. */
export async function readCatalogueFile(path: string, file = path): Promise<CheckedCatalogue | undefined> {
  try {
    const most = catalogueLimit(path);
    const bytes = await readRegularFile(path, most);
    return checkCatalogue(bytes.length > most ? bytes.toString('latin1') : decodeText(bytes), file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** A reader sees the old file or the new one, never a part, whoever else writes. What a link leads to is replaced, not the link. */
export async function writeWhole(path: string, text: string): Promise<void> {
  const target = await realpath(path).catch(() => path);
  const beside = `${target}.${randomUUID()}.tmp`;
  try {
    await writeFile(beside, text, { flush: true });
    await rename(beside, target);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}

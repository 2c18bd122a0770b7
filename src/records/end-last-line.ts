import { type FileHandle, open } from 'node:fs/promises';

const newline = 10;

/**
 * Ends the last line of a file that has one. A process that was killed, or a full disk, may have left half a record: it
 * stays a broken line of its own, and what is written next is whole.
 */
export async function endLastLine(path: string): Promise<void> {
  const file = await openExisting(path);
  if (file === undefined) return;
  try {
    const { size } = await file.stat();
    if (size === 0) return;
    const { buffer } = await file.read({ buffer: Buffer.alloc(1), position: size - 1 });
    if (buffer[0] !== newline) await file.write('\n', size);
  } finally {
    await file.close();
  }
}

async function openExisting(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, 'r+');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

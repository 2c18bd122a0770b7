import { writeGenerated } from './generated-files.js';
import type { CliIo } from './io.js';
import { UsageError } from './usage-error.js';

/** Writes a page whose charts are drawn by echarts, an optional peer. */
export async function writePage(path: string, draw: () => Promise<string>, io: CliIo): Promise<void> {
  await writeGenerated([{ path, text: await drawn(draw) }], io);
}

async function drawn(draw: () => Promise<string>): Promise<string> {
  try {
    return await draw();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error;
    throw new UsageError('pages need echarts, which is not installed: npm install echarts');
  }
}

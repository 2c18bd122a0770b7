import { mkdir } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { createStream, type RotatingFileStream } from 'rotating-file-stream';
import type { RecordSink } from './record-sink.js';

/** Records as JSON Lines in a file. */
export interface RecordFile {
  /** Path of the file that is written now; rotated files stand beside it. Its folder is made if need be. */
  readonly file: string;
  /** A file of more bytes than this is rotated. Default: 100 MiB. */
  readonly maxBytes?: number;
  /** Rotate by the clock as well: `1h` at every full hour, `1d` at midnight (local time). Default: by size only. */
  readonly every?: '1h' | '6h' | '12h' | '1d';
  /** Compress rotated files. Default: true. */
  readonly gzip?: boolean;
  /** Rotated files that are kept; older ones are deleted. Default: all. */
  readonly maxFiles?: number;
}

const defaultMaxBytes = 100 * 2 ** 20;

/** A sink that appends one line for each record. Whole lines only: a rotation never cuts one. */
export function createFileSink({
  file,
  maxBytes = defaultMaxBytes,
  every,
  gzip = true,
  maxFiles,
}: RecordFile): RecordSink {
  const path = resolve(file);
  let opened: Promise<RotatingFileStream> | undefined;
  let failure: unknown;

  async function open(): Promise<RotatingFileStream> {
    await mkdir(dirname(path), { recursive: true });
    const stream = createStream((time, index) => rotatedName(basename(path), time, index, gzip), {
      path: dirname(path),
      // Facts may tell of people.
      mode: 0o600,
      size: `${maxBytes}B`,
      ...(every !== undefined && { interval: every }),
      ...(gzip && { compress: 'gzip' }),
      ...(maxFiles !== undefined && { maxFiles }),
    });
    stream.on('error', (error) => {
      failure = error;
      opened = undefined;
    });
    return stream;
  }

  return {
    async write(records) {
      opened ??= open();
      const stream = await opened.catch((error: unknown) => {
        opened = undefined;
        throw error;
      });
      const lines = records.map((record) => `${JSON.stringify(record)}\n`).join('');
      await new Promise<void>((done, fail) => stream.write(lines, (error) => (error ? fail(error) : done())));
      if (failure === undefined) return;
      const error = failure;
      failure = undefined;
      throw error;
    },
    async close() {
      const stream = await opened;
      await new Promise<void>((done) => (stream === undefined ? done() : stream.end(done)));
    },
  };
}

/** `records.jsonl` becomes `records.2026-03-02T09-00-00.1.jsonl.gz`. */
function rotatedName(name: string, time: Date | number | null, index: number | undefined, gzip: boolean): string {
  if (time === null) return name;
  const at = new Date(time).toISOString().slice(0, 19).replaceAll(':', '-');
  const [stem, ending] = /^(.*?)(\.[^.]*)?$/.exec(name)?.slice(1) ?? [];
  return `${stem}.${at}.${index ?? 1}${ending ?? ''}${gzip ? '.gz' : ''}`;
}

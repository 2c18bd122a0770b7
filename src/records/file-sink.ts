import { mkdir } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { createStream, type RotatingFileStream } from 'rotating-file-stream';
import { endLastLine } from './end-last-line.js';
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

/** A sink that appends one line for each record. Whole lines only: a rotation never cuts one. After a failure the next batch begins anew. */
export function createFileSink({
  file,
  maxBytes = defaultMaxBytes,
  every,
  gzip = true,
  maxFiles,
}: RecordFile): RecordSink {
  const path = resolve(file);
  let opened: Promise<RotatingFileStream> | undefined;
  let failure: { readonly error: unknown } | undefined;
  let told: unknown;

  async function open(): Promise<RotatingFileStream> {
    await mkdir(dirname(path), { recursive: true });
    await endLastLine(path);
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
      // The batch that was being written has told of it.
      if (error !== told) failure = { error };
      opened = undefined;
    });
    return stream;
  }

  async function append(lines: string): Promise<void> {
    opened ??= open();
    try {
      const stream = await opened;
      await new Promise<void>((done, fail) => stream.write(lines, (error) => (error ? fail(error) : done())));
    } catch (error) {
      opened = undefined;
      failure = undefined;
      told = error;
      throw error;
    }
  }

  return {
    async write(records) {
      await append(records.map((record) => `${JSON.stringify(record)}\n`).join(''));
      if (failure === undefined) return;
      const { error } = failure;
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

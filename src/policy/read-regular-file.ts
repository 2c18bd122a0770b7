import { constants } from 'node:fs';
import { open } from 'node:fs/promises';

/** The file exists and holds no bytes to read: a folder, a pipe, a socket, a device. */
export class NotAFileError extends Error {
  override readonly name = 'NotAFileError';
  readonly folder: boolean;

  constructor(folder: boolean) {
    super(folder ? 'it is a folder' : 'it is not a regular file');
    this.folder = folder;
  }
}

/**
 * The bytes of a file, or the first `most + 1` of them, so that a larger file can be told. Rejects where there is no
 * file, and with NotAFileError for a named pipe, which would be read forever, and its kind.
 */
export async function readRegularFile(path: string, most = Number.POSITIVE_INFINITY): Promise<Buffer> {
  // Without waiting for what stands at the other end of a pipe. (There is no such flag on Windows, nor such pipes.)
  const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const found = await file.stat();
    if (!found.isFile()) throw new NotAFileError(found.isDirectory());
    const chunks: Buffer[] = [];
    for await (const chunk of file.createReadStream({ end: most, autoClose: false })) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks);
  } finally {
    await file.close();
  }
}

/** UTF-8 text; a byte order mark stays. Throws for bytes that are none. */
export function decodeText(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
}

/** Why a file cannot be read, in words that can follow its name: `it does not exist`. */
export function whyUnreadable(error: unknown): string {
  const { code, message } = error as { readonly code?: unknown; readonly message?: unknown };
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return 'it does not exist';
    case 'EISDIR':
      return 'it is a folder';
    case 'ENXIO':
      return 'it is not a regular file';
    case 'EACCES':
    case 'EPERM':
      return 'permission denied';
    case 'ELOOP':
      return 'it is a symbolic link to itself';
    case 'ERR_ENCODING_INVALID_ENCODED_DATA':
      return 'it is not UTF-8 text';
    default:
      return String(message);
  }
}

/** A span in a file. Lines and columns count from 1; the end column is the one after the last character. */
export interface Place {
  /** As the user named it: relative to the working directory where it can be. */
  readonly file: string;
  /** JSON pointer (RFC 6901) into the file's document; empty for the whole document. */
  readonly pointer: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** A file's text under the name that places refer to. */
export interface SourceFile {
  readonly file: string;
  readonly text: string;
}

/** Where findings stand that are about a file as a whole. */
export function wholeFile(file: string): Place {
  return { file, pointer: '', line: 1, column: 1, endLine: 1, endColumn: 1 };
}

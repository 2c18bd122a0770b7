import type { DiagnosticCode } from '../diagnostics/codes.js';
import type { Diagnostic } from '../diagnostics/diagnostic.js';
import { createPlacer, type Placer } from './places.js';
import type { Span } from './yaml-tree.js';

/** Errors found while a file is read as YAML, at offsets of its text. */
export class YamlFindings {
  readonly list: Diagnostic[] = [];
  readonly #place: Placer;

  constructor(file: string, text: string) {
    this.#place = createPlacer(file, text);
  }

  add(
    code: DiagnosticCode,
    message: string,
    { start, end }: Span,
    help: string,
    more: { readonly pointer?: string; readonly related?: { readonly message: string; readonly span: Span } } = {},
  ): void {
    const { pointer = '', related } = more;
    const place = this.#place(pointer, start, end);
    const other = related && {
      message: related.message,
      place: this.#place(pointer, related.span.start, related.span.end),
    };
    this.list.push({ code, severity: 'error', message, help, place, ...(other && { related: [other] }) });
  }
}

import type { DiagnosticCode } from '../diagnostics/codes.js';
import { type Located, valuePlace } from './policy-file.js';
import { mayBeSecret, quoteWithType } from './quote.js';
import type { Report } from './report.js';
import { textForBoolean, textForNumber, valueForText, withoutQuotes } from './yaml-surprise.js';

const articles = { string: 'a text', number: 'a number', boolean: 'a boolean' } as const;
export type ScalarType = keyof typeof articles;

/** Reports a scalar of another type than `type`, naming the YAML surprise behind it if there is one. */
export function reportMismatch(at: Located<unknown>, type: ScalarType, because: string, report: Report): void {
  const plain = mayBeSecret(at.value, at.pointer) ? undefined : at.source.places.plain(at.pointer);
  const { code, message, help } = describe(at, type, plain);
  report(code, `${because}, and ${message}`, valuePlace(at), { help });
}

function describe(
  at: Located<unknown>,
  type: ScalarType,
  plain: string | undefined,
): { readonly code: DiagnosticCode; readonly message: string; readonly help: string } {
  const { value } = at;
  const surprise =
    plain === undefined
      ? undefined
      : type === 'boolean'
        ? textForBoolean(plain)
        : type === 'number'
          ? textForNumber(plain)
          : typeof value === 'number' || typeof value === 'boolean'
            ? valueForText(plain, value)
            : undefined;
  if (surprise !== undefined) return { code: 'yaml-surprise', ...surprise };
  const isQuoted = typeof value === 'string' && type !== 'string' && !mayBeSecret(value, at.pointer);
  const unquoted = isQuoted ? withoutQuotes(value, type) : undefined;
  return {
    code: 'wrong-type',
    message: `${quoteWithType(value, at.pointer)} is not`,
    help: unquoted ?? (type === 'boolean' ? 'write true or false' : `write ${articles[type]}`),
  };
}

export function articleOf(type: ScalarType): string {
  return articles[type];
}

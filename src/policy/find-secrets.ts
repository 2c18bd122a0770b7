import type { Diagnostic } from '../diagnostics/diagnostic.js';
import type { Place } from '../diagnostics/place.js';
import { isSecretName, looksLikeSecret } from '../diagnostics/secret.js';
import { appendPointer, pointerTokens } from './json-pointer.js';
import type { Places } from './places.js';

const reference = 'put it into an environment variable and write { env: NAME }';

/**
 * Secrets written into a file: an api_key or a secret header that is not a reference, and any text that looks like a
 * key by its own form. The findings never quote the value.
 */
export function findSecrets(document: unknown, places: Places): Diagnostic[] {
  const findings: Diagnostic[] = [];
  // The same few keys stand in every rule.
  const harmless = new Set<string>();
  const isSecretKey = (key: string): boolean => {
    if (harmless.has(key)) return false;
    const looks = looksLikeSecret(key);
    if (!looks) harmless.add(key);
    return looks;
  };
  const report = (message: string, place: Place): void => {
    findings.push({ code: 'literal-secret', severity: 'error', message, help: reference, place });
  };
  const visit = (value: unknown, pointer: string): void => {
    if (places.refused(pointer)) return;
    const plain = typeof value !== 'object' || Array.isArray(value);
    if (value !== null && plain && mustBeReference(pointer)) {
      const name = pointerTokens(pointer).at(-1);
      report(`the value of \`${name}\` is a secret written into the file`, places.value(pointer));
    } else if (typeof value === 'object' && value !== null) {
      for (const [key, entry] of Object.entries(value)) {
        const at = appendPointer(pointer, key);
        if (isSecretKey(key)) report('a key of this mapping looks like a secret', places.key(at));
        visit(entry, at);
      }
    } else if (typeof value === 'string' && looksLikeSecret(value)) {
      report('this text looks like a secret', places.value(pointer));
    }
  };
  visit(document, '');
  return findings;
}

/**
 * `/endpoints/NAME/api_key`, `/endpoints/NAME/headers/HEADER` for the headers that carry secrets, and what is sent as it
 * is written in extra_body.
 */
function mustBeReference(pointer: string): boolean {
  // Almost every value of a large policy stands elsewhere.
  if (!pointer.startsWith('/endpoints/') && !pointer.includes('/extra_body')) return false;
  const tokens = pointerTokens(pointer);
  const [section, , key, header, ...rest] = tokens;
  if (tokens.includes('extra_body')) return isSecretName(tokens.at(-1) ?? '');
  if (section !== 'endpoints' || rest.length > 0) return false;
  if (header === undefined) return key !== undefined && key !== 'base_url' && isSecretName(key);
  return key === 'headers' && isSecretName(header);
}

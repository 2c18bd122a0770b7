import type { Diagnostic } from '../diagnostics/diagnostic.js';
import type { Place } from '../diagnostics/place.js';
import { isSecretName, looksLikeSecret } from '../diagnostics/secret.js';
import { appendPointer } from './json-pointer.js';
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
  const path: string[] = [];
  const pointer = (): string => appendPointer('', ...path);
  const report = (message: string, place: Place): void => {
    findings.push({ code: 'literal-secret', severity: 'error', message, help: reference, place });
  };
  const visitAt = (key: string, value: unknown): void => {
    path.push(key);
    visit(value);
    path.pop();
  };
  const visit = (value: unknown): void => {
    if (places.refused.size > 0 && places.refused.has(pointer())) return;
    const isMapping = typeof value === 'object' && !Array.isArray(value);
    if (!isMapping && mustBeReference(path)) {
      report(`the value of \`${path.at(-1)}\` is a secret written into the file`, places.value(pointer()));
    } else if (Array.isArray(value)) {
      for (const [index, item] of value.entries()) visitAt(String(index), item);
    } else if (typeof value === 'object' && value !== null) {
      for (const key of Object.keys(value)) {
        if (isSecretKey(key)) {
          report('a key of this mapping looks like a secret', places.key(appendPointer(pointer(), key)));
        }
        visitAt(key, (value as Readonly<Record<string, unknown>>)[key]);
      }
    } else if (typeof value === 'string' && looksLikeSecret(value)) {
      report('this text looks like a secret', places.value(pointer()));
    }
  };
  visit(document);
  return findings;
}

/**
 * `/endpoints/NAME/api_key`, `/endpoints/NAME/headers/HEADER` for the headers that carry secrets, and what is sent as it
 * is written in extra_body.
 */
function mustBeReference(path: readonly string[]): boolean {
  if (path.includes('extra_body')) return isSecretName(path.at(-1) ?? '');
  // Almost every value of a large policy stands elsewhere.
  if (path[0] !== 'endpoints' || path.length > 4) return false;
  const [, , key, header] = path;
  if (header === undefined) return key !== undefined && key !== 'base_url' && isSecretName(key);
  return key === 'headers' && isSecretName(header);
}

import { didYouMean } from '../diagnostics/did-you-mean.js';
import { RouterError } from '../errors.js';
import { appendPointer } from '../policy/json-pointer.js';
import { parseRequest } from '../request/parse-request.js';
import type { RoutingRequest } from '../request/routing-request.js';
import { bodyFields, fixtureRequest } from './fixture-request.js';
import type { Case, Defaults, Request } from './fixtures-document.generated.js';
import type { LinkContext } from './link-context.js';

/** The request of a case, its shape checked as the router checks it; undefined when it has errors. */
export function linkRequest(
  own: Pick<Case, 'request' | 'attributes'>,
  defaults: Defaults | undefined,
  pointer: string,
  context: LinkContext,
): RoutingRequest | undefined {
  const at = appendPointer(pointer, 'request');
  if (own.request !== undefined && !checkRequestFields(own.request, at, context)) return undefined;
  try {
    return parseRequest(fixtureRequest(defaults, own));
  } catch (error) {
    if (!RouterError.isInstance(error)) throw error;
    context.findings.error('invalid-value', context.places.key(at), error.message);
    return undefined;
  }
}

/** Any field may stand in a body, so that new ones can be tested; but not one that looks like a slip of the pen. */
function checkRequestFields(request: Request, pointer: string, { places, findings }: LinkContext): boolean {
  const before = findings.diagnostics.length;
  if (request.prompt !== undefined && request.messages !== undefined) {
    const help = 'prompt is short for one user message: write it as the last of messages';
    findings.error(
      'conflicting-keys',
      places.key(appendPointer(pointer, 'prompt')),
      'a request has a prompt or messages, not both',
      help,
    );
  }
  const fields: readonly string[] = bodyFields;
  for (const field of Object.keys(request)) {
    const meant = fields.includes(field) ? undefined : didYouMean(field, fields);
    if (meant === undefined) continue;
    const message = `a request has no field \`${field}\``;
    findings.error('unknown-key', places.key(appendPointer(pointer, field)), message, `did you mean \`${meant}\`?`);
  }
  return findings.diagnostics.length === before;
}

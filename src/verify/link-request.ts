import { didYouMean } from '../diagnostics/did-you-mean.js';
import { RouterError } from '../errors.js';
import { appendPointer } from '../policy/json-pointer.js';
import { parseRequest } from '../request/parse-request.js';
import type { RoutingRequest } from '../request/routing-request.js';
import { bodyFields, fixtureRequest, type RequestParts, type ResolvedRequest } from './fixture-request.js';
import type { Request } from './fixtures-document.generated.js';
import type { LinkContext } from './link-context.js';

/** A request with its prompt read from wherever it stands; undefined when it has errors. */
export function resolveRequest(request: Request, pointer: string, context: LinkContext): ResolvedRequest | undefined {
  if (!checkRequestFields(request, pointer, context)) return undefined;
  const { prompt, ...body } = request;
  if (prompt === undefined) return body;
  if (typeof prompt === 'string') return { ...body, prompt };
  const read = context.readPrompt(prompt.file);
  if ('text' in read) return { ...body, prompt: read.text };
  const place = context.places.value(appendPointer(pointer, 'prompt', 'file'));
  const help = 'the path is relative to the fixture file, and stays in its folder';
  context.findings.error('file-unreadable', place, `the prompt file ${prompt.file} ${read.problem}`, help);
  return undefined;
}

/** The request of a case, its shape checked as the router checks it; undefined when it has errors. */
export function assembleRequest(
  own: RequestParts,
  defaults: RequestParts | undefined,
  pointer: string,
  { places, findings }: LinkContext,
): RoutingRequest | undefined {
  try {
    return parseRequest(fixtureRequest(defaults, own));
  } catch (error) {
    if (!RouterError.isInstance(error)) throw error;
    findings.error('invalid-value', places.key(pointer), error.message);
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
  for (const field of ['facts', 'policy']) {
    if (request[field] === undefined) continue;
    const message = `a request has no field \`${field}\``;
    findings.error('unknown-key', places.key(appendPointer(pointer, field)), message, beside(field));
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

/** Where what `policy decide` takes with a request stands in a fixture. */
function beside(field: string): string {
  return field === 'facts' ? 'facts that are given stand beside `request`' : 'the file names its policy, once for all';
}

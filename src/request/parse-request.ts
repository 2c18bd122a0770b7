import { RouterError } from '../errors.js';
import { checkBody } from './check-body.js';
import type { Attributes, ChatBody, RoutingRequest } from './routing-request.js';
import { type Fields, objectAt, refuse } from './shape-check.js';
import { snapshot } from './snapshot.js';

/** What a caller tells about routing, beside the body. */
export interface RoutingFields {
  readonly attributes?: Attributes;
  readonly policy?: string;
  readonly facts?: Readonly<Record<string, unknown>>;
}

/**
 * Reads what `router.decide` and the lines of `policy decide` take: a chat-completions body with `attributes`,
 * `policy` and `facts` at its top level. The shape is schemas/request.schema.json.
 * The request stands for itself: the body is copied at any depth, attributes and facts one level deep, so what the
 * caller changes afterwards changes neither what is decided nor what is sent.
 * Throws RouterError REQUEST_INVALID that names the field, such as `messages[2].content`.
 */
export function parseRequest(input: unknown): RoutingRequest {
  return reading(() => {
    const { attributes, policy, facts, ...body } = objectAt('the request', input, 'an object with "messages"');
    return assemble(body, { attributes, policy, facts });
  });
}

/**
 * Reads what `router.chat.completions.create` takes: every field of the body is the provider's, those called
 * `attributes`, `policy` or `facts` too. Copies and throws like parseRequest.
 */
export function parseChatBody(body: unknown, routing: RoutingFields = {}): RoutingRequest {
  return reading(() =>
    assemble(objectAt('the request', body, 'an object with "messages"'), objectAt('routing', routing)),
  );
}

/** The order matters: what is checked is what was copied, and so what facts see and what is sent. */
function assemble(fields: Fields, { attributes = {}, policy, facts = {} }: Fields): RoutingRequest {
  const body = snapshot(fields);
  checkBody(body);
  const request = {
    body: body as unknown as ChatBody,
    attributes: { ...objectAt('attributes', attributes, 'an object') },
    givenFacts: { ...objectAt('facts', facts, 'an object of facts by name') },
  };
  return policy === undefined ? request : { ...request, policy: policyName(policy) };
}

function policyName(policy: unknown): string {
  return typeof policy === 'string' && policy !== '' ? policy : refuse('policy', 'the name of a policy', policy);
}

/** A getter or proxy of the caller may throw anything: it becomes a RouterError too. */
function reading(parse: () => RoutingRequest): RoutingRequest {
  try {
    return parse();
  } catch (error) {
    if (RouterError.isInstance(error)) throw error;
    throw new RouterError('REQUEST_INVALID', 'the request cannot be read: it must be plain JSON data', {
      cause: error,
    });
  }
}

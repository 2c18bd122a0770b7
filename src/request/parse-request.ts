import { RouterError } from '../errors.js';
import { checkBody } from './check-body.js';
import type { Attributes, ChatBody, RoutingRequest } from './routing-request.js';
import { type Fields, objectAt, refuse } from './shape-check.js';

/** What a caller tells about routing, beside the body. */
export interface RoutingFields {
  readonly attributes?: Attributes;
  readonly policy?: string;
  readonly facts?: Readonly<Record<string, unknown>>;
}

/**
 * Reads what `router.decide` and the lines of `policy decide` take: a chat-completions body with `attributes`,
 * `policy` and `facts` at its top level. The shape is schemas/request.schema.json.
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
 * `attributes`, `policy` or `facts` too. Throws like parseRequest.
 */
export function parseChatBody(body: unknown, routing: RoutingFields = {}): RoutingRequest {
  return reading(() =>
    assemble({ ...objectAt('the request', body, 'an object with "messages"') }, { ...objectAt('routing', routing) }),
  );
}

function assemble(body: Fields, { attributes = {}, policy, facts = {} }: Fields): RoutingRequest {
  checkBody(body);
  const request = {
    // The list is copied, so that a caller who goes on with its conversation does not change this request.
    body: { ...body, messages: [...(body.messages as ChatBody['messages'])] } as ChatBody,
    attributes: objectAt('attributes', attributes, 'an object'),
    givenFacts: objectAt('facts', facts, 'an object of facts by name'),
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

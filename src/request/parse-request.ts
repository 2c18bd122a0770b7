import { RouterError } from '../errors.js';
import type { Fields } from '../fields.js';
import { checkBody } from './check-body.js';
import type { Attributes, ChatBody, RoutingRequest } from './routing-request.js';
import { objectAt, refuse } from './shape-check.js';
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
 * The body is copied at any depth, attributes and facts one level deep: what the caller changes there afterwards changes
 * neither what is decided nor what is sent. Values deeper inside attributes stay the caller's, not to be changed.
 * Throws RouterError REQUEST_INVALID that names the field, such as `messages[2].content`.
 */
export function parseRequest(input: unknown): RoutingRequest {
  return reading(() => {
    const fields = objectAt('the request', input, 'an object with "messages"');
    return assemble(snapshot(fields, isForRouting), fields);
  });
}

/**
 * Reads what `router.chat.completions.create` takes: every field of the body is the provider's, those called
 * `attributes`, `policy` or `facts` too. Copies and throws like parseRequest.
 */
export function parseChatBody(body: unknown, routing: RoutingFields = {}): RoutingRequest {
  return reading(() =>
    assemble(snapshot(objectAt('the request', body, 'an object with "messages"')), objectAt('routing', routing)),
  );
}

function isForRouting(key: string): boolean {
  return key === 'attributes' || key === 'policy' || key === 'facts';
}

/** What is checked is what was copied, and so what facts see and what is sent. */
function assemble(copied: Fields, { attributes, policy, facts }: Fields): RoutingRequest {
  checkBody(copied);
  const body = copied as unknown as ChatBody;
  const own = copyOf('attributes', attributes, 'an object');
  const givenFacts = copyOf('facts', facts, 'an object of facts by name');
  return new ParsedRequest(body, own, givenFacts, policy === undefined ? undefined : policyName(policy));
}

/** A class, so that V8 does not come to put requests among the old objects, as it does with literals. */
class ParsedRequest implements RoutingRequest {
  readonly body: ChatBody;
  readonly attributes: Fields;
  readonly givenFacts: Fields;
  declare readonly policy?: string;

  constructor(body: ChatBody, attributes: Fields, givenFacts: Fields, policy: string | undefined) {
    this.body = body;
    this.attributes = attributes;
    this.givenFacts = givenFacts;
    if (policy !== undefined) this.policy = policy;
  }
}

/** More would be a table, not the attributes of a request: copying a million of them takes a second. */
const mostKeys = 10_000;
const empty: Fields = Object.freeze({});

function copyOf(path: string, value: unknown, expected: string): Fields {
  if (value === undefined) return empty;
  const fields = objectAt(path, value, expected);
  const keys = Object.keys(fields).length;
  if (keys <= mostKeys) return { ...fields };
  throw new RouterError('REQUEST_INVALID', `${path} has ${keys} keys, more than the ${mostKeys} it may have`);
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

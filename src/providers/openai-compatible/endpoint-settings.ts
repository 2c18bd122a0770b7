import type { Endpoint } from '../../policy/endpoint.js';
import type { EnvReference } from '../../policy/policy-document.generated.js';

export type Environment = Readonly<Record<string, string | undefined>>;

/** An endpoint with its environment references resolved. */
export interface EndpointSettings {
  readonly baseUrl: string;
  /** Undefined when requests carry no key. */
  readonly apiKey?: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** A variable that an endpoint refers to is not set, or does not hold what it should. */
export class EndpointConfigurationError extends Error {
  override readonly name = 'EndpointConfigurationError';
  readonly endpoint: string;
  readonly variable: string;

  constructor(endpoint: Endpoint, variable: string, problem: string) {
    const { file, line } = endpoint.place;
    super(`Endpoint ${endpoint.name} (${file}:${line}) needs the environment variable ${variable}, which ${problem}.`);
    this.endpoint = endpoint.name;
    this.variable = variable;
  }
}

/** OpenRouter tells how it routed a request when it is asked to; other servers are sent nothing of ours. */
const ownHeaders: Readonly<Record<Endpoint['kind'], Readonly<Record<string, string>>>> = {
  openrouter: { 'X-OpenRouter-Metadata': 'enabled' },
  openai: {},
};

/** Throws an EndpointConfigurationError that names the variable and the endpoint; never the variable's value. */
export function resolveEndpoint(endpoint: Endpoint, env: Environment): EndpointSettings {
  const resolve = (value: string | EnvReference) =>
    typeof value === 'string' ? value : readHeaderVariable(endpoint, value, env);
  const headers = Object.entries(endpoint.headers).map(([name, value]) => [name, resolve(value)] as const);
  return {
    baseUrl: resolveUrl(endpoint, env),
    ...(endpoint.apiKey === undefined ? {} : { apiKey: resolve(endpoint.apiKey) }),
    headers: { ...ownHeaders[endpoint.kind], ...Object.fromEntries(headers) },
  };
}

function readVariable(endpoint: Endpoint, { env: variable }: EnvReference, env: Environment): string {
  const value = env[variable]?.trim();
  if (value === undefined) throw new EndpointConfigurationError(endpoint, variable, 'is not set');
  if (value === '') throw new EndpointConfigurationError(endpoint, variable, 'is empty');
  return value;
}

/** A header takes visible ASCII and blanks; what else a variable holds is a slip, such as a line break or an ellipsis. */
function readHeaderVariable(endpoint: Endpoint, reference: EnvReference, env: Environment): string {
  const value = readVariable(endpoint, reference, env);
  if (/^[\t\x20-\x7e]*$/.test(value)) return value;
  throw new EndpointConfigurationError(endpoint, reference.env, 'holds a character that cannot be sent in a header');
}

function resolveUrl(endpoint: Endpoint, env: Environment): string {
  if (typeof endpoint.baseUrl === 'string') return endpoint.baseUrl;
  const url = readVariable(endpoint, endpoint.baseUrl, env);
  if (!/^https?:\/\/[^\s/]/.test(url) || !URL.canParse(url)) {
    throw new EndpointConfigurationError(endpoint, endpoint.baseUrl.env, 'does not hold an http or https URL');
  }
  return url;
}

import type { Diagnostic } from '../../diagnostics/diagnostic.js';
import type { Policy } from '../../policy/policy.js';
import { EndpointConfigurationError } from './endpoint-settings.js';
import type { OpenAiProvider } from './openai-provider.js';

/** What keeps a policy's endpoints from being used: an environment reference that does not resolve, at its endpoint. */
export function environmentProblems(policy: Policy, provider: OpenAiProvider): readonly Diagnostic[] {
  return [...policy.endpoints.values()].flatMap((endpoint) => {
    try {
      provider.prepare([endpoint]);
      return [];
    } catch (error) {
      if (!(error instanceof EndpointConfigurationError)) throw error;
      return {
        code: 'environment-missing',
        severity: 'error',
        message: error.message,
        help: `set ${error.variable} before the router is created`,
        place: endpoint.place,
      };
    }
  });
}

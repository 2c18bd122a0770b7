import type { Params } from '../policy/policy-document.generated.js';

/** A policy's parameters as fields of a body: `extra_body` is spread among them. */
export function policyParams(params: Params = {}): Readonly<Record<string, unknown>> {
  const { extra_body: extra = {}, ...fields } = params;
  return { ...extra, ...fields };
}

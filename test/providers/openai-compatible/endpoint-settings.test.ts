import { describe, expect, it } from 'vitest';
import { resolveEndpoint } from '../../../src/providers/openai-compatible/endpoint-settings.js';
import { inhouse, openrouter } from '../../support/execution.js';

describe('the headers of an endpoint', () => {
  it('ask OpenRouter how it routed', () => {
    expect(resolveEndpoint(openrouter, {}).headers).toEqual({ 'X-OpenRouter-Metadata': 'enabled' });
  });

  it('have nothing of ours for any other server', () => {
    expect(resolveEndpoint(inhouse, {}).headers).toEqual({});
  });

  it("are the policy's where it states them", () => {
    const headers = { 'X-OpenRouter-Metadata': 'disabled', 'X-Title': { env: 'TITLE' } };
    expect(resolveEndpoint({ ...openrouter, headers }, { TITLE: 't' }).headers).toEqual({
      'X-OpenRouter-Metadata': 'disabled',
      'X-Title': 't',
    });
  });
});

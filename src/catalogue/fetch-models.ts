import { type ReadModels, readOpenRouterModels } from './read-openrouter-models.js';

export const openRouterModelsUrl = 'https://openrouter.ai/api/v1/models';

/** The largest answer that is read, in bytes: far more than OpenRouter's. */
const maxAnswerBytes = 32 * 1024 * 1024;

export interface FetchModelsOptions {
  readonly url: string;
  /** The name of the answer that is known already. */
  readonly etag: string | undefined;
  readonly fetch: typeof globalThis.fetch;
  readonly signal: AbortSignal;
}

export type FetchedModels =
  | { readonly kind: 'same' }
  | (Extract<ReadModels, { readonly models: unknown }> & { readonly kind: 'models'; readonly etag?: string })
  | { readonly kind: 'problem'; readonly reason: string };

/** Asks OpenRouter, or who answers alike, for its models. Never rejects. */
export async function fetchModels({ url, etag, fetch, signal }: FetchModelsOptions): Promise<FetchedModels> {
  try {
    const response = await fetch(url, {
      headers: { accept: 'application/json', ...(etag !== undefined && { 'if-none-match': etag }) },
      signal,
    });
    if (response.status === 304 && etag !== undefined) return { kind: 'same' };
    if (!response.ok) return { kind: 'problem', reason: `${url} answered with status ${response.status}` };
    const text = await readText(response);
    if (text === undefined) return { kind: 'problem', reason: `${url}: the answer is larger than 32 MiB` };
    const read = readOpenRouterModels(JSON.parse(text));
    if ('problem' in read) return { kind: 'problem', reason: `${url}: ${read.problem}` };
    const tag = response.headers.get('etag');
    return { kind: 'models', ...read, ...(tag !== null && tag !== '' && { etag: tag }) };
  } catch (error) {
    return { kind: 'problem', reason: `${url}: ${whyFailed(error)}` };
  }
}

/** Undefined when it is too large. */
async function readText(response: Response): Promise<string | undefined> {
  if (response.body === null) return '';
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body) {
    size += chunk.length;
    if (size > maxAnswerBytes) return undefined;
    chunks.push(chunk);
  }
  return new TextDecoder().decode(Buffer.concat(chunks));
}

function whyFailed(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof SyntaxError) return 'the answer is not JSON';
  const { cause } = error;
  return cause instanceof Error && cause.message !== '' ? `${error.message} (${cause.message})` : error.message;
}

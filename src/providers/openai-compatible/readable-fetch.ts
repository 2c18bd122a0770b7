/**
 * A fetch whose error answers the SDK can read. Servers have many shapes for an error; the SDK knows `{ error: {…} }`
 * and would lose the message of the others.
 */
export function readableFetch(fetch: typeof globalThis.fetch): typeof globalThis.fetch {
  return async (input, init) => {
    const response = await fetch(input, init);
    return response.ok ? response : readableError(response);
  };
}

/** Error bodies beyond this many bytes are cut. */
const maxErrorBytes = 64 * 1024;

async function readableError(response: Response): Promise<Response> {
  const text = await readStart(response);
  const { status, statusText } = response;
  const headers = new Headers(response.headers);
  headers.delete('content-length');
  headers.delete('content-encoding');
  return new Response(normalizedBody(text), { status, statusText, headers });
}

async function readStart({ body }: Response): Promise<string> {
  if (body === null) return '';
  const decoder = new TextDecoder();
  let text = '';
  try {
    for await (const chunk of body) {
      text += decoder.decode(chunk, { stream: true });
      if (text.length >= maxErrorBytes) break;
    }
  } catch {
    // The status says enough, even if the connection broke in the middle of the body.
  }
  return text.slice(0, maxErrorBytes);
}

function normalizedBody(text: string): string {
  const body = parsed(text);
  if (body === undefined) return text;
  return JSON.stringify({ error: errorObject(body) });
}

/** Gemini sends a list of one, FastAPI a `detail`, Ollama a bare string, old vLLM and Azure's gateway no `error` at all. */
function errorObject(body: Record<string, unknown>): unknown {
  const error = body.error ?? body.detail ?? body;
  return typeof error === 'object' ? error : { message: String(error) };
}

function parsed(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const body: unknown = Array.isArray(value) ? value[0] : value;
    return typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

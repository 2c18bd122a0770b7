/** Error bodies are cut beyond so many characters. */
const maxErrorLength = 64 * 1024;

/**
 * A failed response whose error the SDK can read. Servers have many shapes for them; the SDK knows `{ error: {…} }` and
 * would lose the message of the others. And it would read whatever comes, however much.
 */
export async function readableError(response: Response): Promise<Response> {
  const { status, statusText, headers } = response;
  return new Response(normalizedError(await readStart(response)), { status, statusText, headers });
}

async function readStart({ body }: Response): Promise<string> {
  if (body === null) return '';
  const decoder = new TextDecoder();
  let text = '';
  try {
    for await (const chunk of body) {
      text += decoder.decode(chunk, { stream: true });
      if (text.length >= maxErrorLength) break;
    }
  } catch {
    // The status says enough, even if the connection broke in the middle of the body.
  }
  return text.slice(0, maxErrorLength);
}

function normalizedError(text: string): string {
  const body = parsed(text);
  return body === undefined ? text : JSON.stringify({ error: errorObject(body) });
}

/** Gemini sends a list of one, FastAPI a `detail`, Ollama a bare string, old vLLM and Azure's gateway no `error` at all. */
function errorObject(body: Record<string, unknown>): unknown {
  const error = body.error ?? body.detail ?? body;
  if (typeof error === 'object' && !Array.isArray(error)) return error;
  return { message: typeof error === 'string' ? error : JSON.stringify(error) };
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

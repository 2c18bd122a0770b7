import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Zero-based, as the protocol has it. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

export interface Completion {
  readonly label: string;
  readonly documentation?: string | { readonly value: string };
  readonly insertText?: string;
}

export interface EditorDiagnostic {
  readonly message: string;
  readonly range: { readonly start: Position; readonly end: Position };
}

interface Message {
  readonly id?: number | string;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

/** The real yaml-language-server over stdio, without a network: what an editor shows, a test can see. */
export class LanguageServer {
  readonly #process: ChildProcess;
  readonly #waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  readonly #diagnostics = new Map<string, (found: readonly EditorDiagnostic[]) => void>();
  #received = Buffer.alloc(0);
  #nextId = 1;
  #version = 1;

  private constructor(process: ChildProcess) {
    this.#process = process;
    process.stdout?.on('data', (chunk: Buffer) => this.#receive(chunk));
    process.on('exit', () => {
      for (const { reject } of this.#waiting.values()) reject(new Error('the language server ended'));
    });
  }

  static async start(): Promise<LanguageServer> {
    const manifest = createRequire(import.meta.url).resolve('yaml-language-server/package.json');
    const { bin } = JSON.parse(readFileSync(manifest, 'utf8')) as { readonly bin: Readonly<Record<string, string>> };
    const script = join(dirname(manifest), bin['yaml-language-server'] ?? '');
    const server = new LanguageServer(
      spawn(process.execPath, [script, '--stdio'], { stdio: ['pipe', 'pipe', 'ignore'] }),
    );
    await server.#request('initialize', {
      processId: process.pid,
      rootUri: null,
      capabilities: {
        textDocument: {
          completion: { completionItem: { snippetSupport: true, documentationFormat: ['markdown'] } },
          hover: { contentFormat: ['markdown'] },
        },
      },
    });
    server.#notify('initialized', {});
    const yaml = { validate: true, hover: true, completion: true, schemaStore: { enable: false } };
    server.#notify('workspace/didChangeConfiguration', { settings: { yaml } });
    return server;
  }

  /** Opens a text as if it stood in a file, and gives what the editor marks in it. */
  async open(file: string, text: string): Promise<readonly EditorDiagnostic[]> {
    const uri = pathToFileURL(file).href;
    const found = new Promise<readonly EditorDiagnostic[]>((resolve) => this.#diagnostics.set(uri, resolve));
    this.#version += 1;
    this.#notify('textDocument/didOpen', {
      textDocument: { uri, languageId: 'yaml', version: this.#version, text },
    });
    return found;
  }

  async complete(file: string, position: Position): Promise<readonly Completion[]> {
    const result = await this.#ask('textDocument/completion', file, position);
    return ((result as { items?: Completion[] } | null)?.items ?? result ?? []) as Completion[];
  }

  async hover(file: string, position: Position): Promise<string> {
    const result = (await this.#ask('textDocument/hover', file, position)) as { contents?: unknown } | null;
    const contents = result?.contents;
    return typeof contents === 'string' ? contents : ((contents as { value?: string } | undefined)?.value ?? '');
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.#process.once('exit', resolve));
    await this.#request('shutdown', null);
    this.#notify('exit', null);
    await ended;
  }

  #ask(method: string, file: string, position: Position): Promise<unknown> {
    return this.#request(method, { textDocument: { uri: pathToFileURL(file).href }, position });
  }

  #request(method: string, params: unknown): Promise<unknown> {
    const id = this.#nextId++;
    const answer = new Promise<unknown>((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
    this.#send({ id, method, params });
    return answer;
  }

  #notify(method: string, params: unknown): void {
    this.#send({ method, params });
  }

  #send(message: Message): void {
    const text = JSON.stringify({ jsonrpc: '2.0', ...message });
    this.#process.stdin?.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
  }

  #receive(chunk: Buffer): void {
    this.#received = Buffer.concat([this.#received, chunk]);
    for (;;) {
      const end = this.#received.indexOf('\r\n\r\n');
      const length = Number(/Content-Length: (\d+)/i.exec(this.#received.toString('latin1', 0, Math.max(0, end)))?.[1]);
      if (end < 0 || this.#received.length < end + 4 + length) return;
      const text = this.#received.toString('utf8', end + 4, end + 4 + length);
      this.#received = this.#received.subarray(end + 4 + length);
      this.#handle(JSON.parse(text) as Message);
    }
  }

  #handle({ id, method, params, result, error }: Message): void {
    if (method === 'textDocument/publishDiagnostics') {
      const { uri, diagnostics } = params as { uri: string; diagnostics: readonly EditorDiagnostic[] };
      this.#diagnostics.get(uri)?.(diagnostics);
    } else if (method !== undefined && id !== undefined) {
      // What the server asks of the editor has no answer here.
      this.#send({ id, result: null });
    } else if (typeof id === 'number') {
      const waiting = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (error === undefined) waiting?.resolve(result);
      else waiting?.reject(new Error(error.message));
    }
  }
}

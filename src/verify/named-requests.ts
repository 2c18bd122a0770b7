import { appendPointer } from '../policy/json-pointer.js';
import type { ResolvedRequest } from './fixture-request.js';
import type { FixturesDocument, Request } from './fixtures-document.generated.js';
import type { LinkContext } from './link-context.js';
import { assembleRequest, resolveRequest } from './link-request.js';

/** Where a case's request comes from: its own lines, or one of the file's named requests. */
export class NamedRequests {
  readonly #context: LinkContext;
  /** Undefined for one with errors, which are told already. */
  readonly #requests = new Map<string, ResolvedRequest | undefined>();
  readonly #used = new Set<string>();

  constructor(written: FixturesDocument['requests'], context: LinkContext) {
    this.#context = context;
    for (const [name, request] of Object.entries(written ?? {})) {
      const pointer = appendPointer('/requests', name);
      const resolved = resolveRequest(request, pointer, context);
      const sound = resolved && assembleRequest({ request: resolved }, undefined, pointer, context) !== undefined;
      this.#requests.set(name, sound === true ? resolved : undefined);
    }
  }

  /** The request as it is written here, or the one of that name; undefined when it has errors. */
  resolve(written: string | Request | undefined, pointer: string): ResolvedRequest | undefined {
    if (written === undefined) return {};
    if (typeof written !== 'string') return resolveRequest(written, pointer, this.#context);
    const { findings, places } = this.#context;
    this.#used.add(written);
    if (!findings.name('named request', written, this.#requests.keys(), places.value(pointer))) return undefined;
    return this.#requests.get(written);
  }

  reportUnused(): void {
    const { findings, places } = this.#context;
    // Who misspells one name leaves another unused: that is one mistake.
    if ([...this.#used].some((name) => !this.#requests.has(name))) return;
    for (const name of this.#requests.keys()) {
      if (this.#used.has(name)) continue;
      const help = `write \`request: ${name}\` in a case, or remove it`;
      const place = places.key(appendPointer('/requests', name));
      findings.warning('unused-name', place, `no case uses the request \`${name}\``, help);
    }
  }
}

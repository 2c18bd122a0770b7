import { imagesIn } from '../request/images-in.js';
import { estimatePromptTokens } from '../request/prompt-token-estimate.js';
import type { ChatBody } from '../request/routing-request.js';
import type { DecidedRoute } from './decided-route.js';
import { everyPrompt, inRange } from './price-line.js';
import type { RouteClass } from './route-class.js';

/** Stretches of prompt sizes that are kept of one kind of request. */
const mostStretches = 64;

/** Routes that prices chose, for requests that differ in nothing else than the size of their prompts. */
export class PricedRoutes {
  readonly #routes: DecidedRoute[] = [];

  /** The route of which the body's prompt is one; a prompt is measured only where its size can change anything. */
  find(body: ChatBody): DecidedRoute | undefined {
    const [first] = this.#routes;
    if (first === undefined || holdsAlways(first)) return first;
    const promptTokens = estimatePromptTokens(body);
    return this.#routes.find(({ holds = everyPrompt }) => inRange(holds, promptTokens));
  }

  /** False when no more are kept. */
  add(route: DecidedRoute): boolean {
    if (this.#routes.length >= mostStretches) return false;
    this.#routes.push(route);
    return true;
  }
}

function holdsAlways({ holds = everyPrompt }: DecidedRoute): boolean {
  return holds.from <= everyPrompt.from && holds.to >= everyPrompt.to;
}

/** What prices depend on beside the size of the prompt and what every route does. */
export function priceKey(demandKey: number, { countsImages = false }: RouteClass, body: ChatBody): string {
  return `${demandKey} ${body.n ?? 1} ${countsImages ? imagesIn(body) : ''}`;
}

import type { Constraint } from '../policy/constraint.js';
import type { RouteOutcome } from '../policy/outcome.js';
import type { Policy } from '../policy/policy.js';
import { needsOf } from '../request/needs.js';
import { contentUnits } from '../request/prompt-token-bounds.js';
import type { ChatBody } from '../request/routing-request.js';
import type { CompiledConstraint, CompiledPolicy } from '../rules/compile-policy.js';
import { callerLimitOf } from './caller-limit.js';
import { type DecidedRoute, decideRoute } from './decided-route.js';
import type { AppliedConstraint } from './decision.js';
import { positionOf } from './position-of.js';
import { PricedRoutes, priceKey } from './priced-routes.js';
import { describeEffects } from './requirements.js';
import { type RouteClass, RouteClasses } from './route-class.js';

/** The constraints that apply to a request, and what follows from them alone. */
export interface ActiveConstraints {
  readonly compiled: readonly CompiledConstraint[];
  readonly constraints: readonly Constraint[];
  /** As decisions tell them when every fact was known. Frozen, because they share it. */
  readonly told: readonly AppliedConstraint[];
}

/** Sets of constraints, and routes under each, that are kept. */
const mostSets = 1_000;
const mostRoutes = 5_000;
/** Limits of callers above this are no number of tokens that any model has. */
const largestLimit = 2 ** 32;

/**
 * Remembers where outcomes lead. A route depends on the outcome, the constraints that apply, the abilities the request
 * asks for, whether it streams and the limit its caller sets; on the size of its prompt only if a constraint caps the
 * cost, or if a model's window might not hold it. Of these it is worked out anew. Where prices choose models, a route
 * holds for a stretch of sizes.
 */
export class RouteMemo {
  readonly #compiled: CompiledPolicy;
  readonly #policy: Policy;
  readonly #classes: RouteClasses;
  /** No constraint at all. */
  readonly unconstrained: ActiveConstraints = knownSet([]);
  readonly #sets = new Map<string, KnownSet>();
  #routes = 0;

  constructor(compiled: CompiledPolicy) {
    this.#compiled = compiled;
    this.#policy = compiled.policy;
    this.#classes = new RouteClasses(compiled.policy);
  }

  /** The constraints at these indexes. */
  active(indexes: readonly number[]): ActiveConstraints {
    const key = indexes.join();
    let set = this.#sets.get(key);
    if (set === undefined) {
      set = knownSet(indexes.flatMap((index) => this.#compiled.constraints[index] ?? []));
      if (this.#sets.size < mostSets) this.#sets.set(key, set);
    }
    return set;
  }

  /** Of an outcome of the policy's own, not one made for a request. */
  classOf(outcome: RouteOutcome): RouteClass {
    return this.#classes.of(outcome);
  }

  /** `kind`: the outcome's class. */
  route(outcome: RouteOutcome, kind: RouteClass, active: ActiveConstraints, body: ChatBody): DecidedRoute {
    const set = active as KnownSet;
    const key = set.capsCost ? undefined : demandKey(kind, body);
    if (kind.byPrice && key !== undefined) return this.#routeByPrice(outcome, set, kind, key, body);
    const known = key === undefined ? undefined : set.routes.get(kind)?.get(key);
    if (known !== undefined) return known;
    const route = decideRoute(this.#policy, outcome, active.constraints, body);
    if (key !== undefined && this.#routes < mostRoutes) {
      this.#routes += 1;
      const routes = set.routes.get(kind) ?? new Map<number, DecidedRoute>();
      set.routes.set(kind, routes.set(key, route));
    }
    return route;
  }

  #routeByPrice(outcome: RouteOutcome, set: KnownSet, kind: RouteClass, demands: number, body: ChatBody): DecidedRoute {
    const key = priceKey(demands, kind, body);
    const stretches = set.priced.get(kind)?.get(key);
    const known = stretches?.find(body);
    if (known !== undefined) return known;
    const route = decideRoute(this.#policy, outcome, set.constraints, body);
    if (this.#routes >= mostRoutes) return route;
    const kept = stretches ?? new PricedRoutes();
    if (kept.add(route)) this.#routes += 1;
    const keys = set.priced.get(kind) ?? new Map<string, PricedRoutes>();
    set.priced.set(kind, keys.set(key, kept));
    return route;
  }
}

interface KnownSet extends ActiveConstraints {
  readonly capsCost: boolean;
  readonly routes: Map<RouteClass, Map<number, DecidedRoute>>;
  readonly priced: Map<RouteClass, Map<string, PricedRoutes>>;
}

function knownSet(compiled: readonly CompiledConstraint[]): KnownSet {
  const constraints = compiled.map(({ constraint }) => constraint);
  return {
    compiled,
    constraints,
    told: Object.freeze(constraints.map((constraint) => tellConstraint(constraint, false))),
    capsCost: constraints.some(({ cap }) => cap?.cost_usd !== undefined),
    routes: new Map(),
    priced: new Map(),
  };
}

export function tellConstraint({ id, place, require, cap }: Constraint, becauseUnknown: boolean): AppliedConstraint {
  return Object.freeze({
    id,
    at: positionOf(place),
    because_unknown: becauseUnknown,
    effects: Object.freeze([...describeEffects(require, cap)]),
  });
}

/** What of a body can make a difference to a route, as a number; undefined when its prompt may. */
function demandKey({ room, largestLimit: most }: RouteClass, body: ChatBody): number | undefined {
  if (room !== Number.POSITIVE_INFINITY && contentUnits(body) > room) return undefined;
  let key = body.stream ? 1 : 0;
  for (const need of needsOf(body)) key |= needBits[need];
  const limit = callerLimitOf(body);
  if (limit === undefined || limit >= most) return key;
  return limit > largestLimit ? undefined : limit * 32 + key;
}

const needBits = { tools: 2, vision: 4, audio: 8, json_schema: 16 } as const;

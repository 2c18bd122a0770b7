import type { Candidate } from '../decide/decision.js';
import type { BalanceSettings } from '../policy/route-settings.js';
import { isMuchWorse, type Measurement, preferred } from './measured-choice.js';
import { unitHash } from './unit-hash.js';
import { weightedOrder } from './weighted-order.js';

/** What the order of deployments takes from the world. */
export interface DeploymentWorld {
  /** From 0 (included) to 1 (excluded). */
  readonly random: () => number;
  /** Live performance; undefined for a deployment that was never used. */
  readonly measure: (candidate: Candidate) => Measurement | undefined;
}

/** The order in which the deployments of one slot are tried, and why. */
export interface BalancedSlot {
  readonly slot: string;
  readonly by: 'weight' | 'measured';
  /** Where a key was asked for: whether the request had one. Without it the order is drawn. */
  readonly key?: 'used' | 'missing';
  readonly order: readonly { readonly model: string; readonly endpoint: string }[];
}

export interface BalancedCandidates {
  readonly candidates: readonly Candidate[];
  /** One for each slot with several deployments left. */
  readonly balanced: readonly BalancedSlot[];
}

/** Orders the deployments of every slot; slots keep their places. `key`: its value in this request, if there is one. */
export function balanceCandidates(
  candidates: readonly Candidate[],
  { by, key: keyPath }: BalanceSettings,
  key: string | undefined,
  world: DeploymentWorld,
): BalancedCandidates {
  if (!candidates.some(isDeploymentOfTheOneBefore)) return { candidates, balanced: [] };
  const balanced: BalancedSlot[] = [];
  const ordered = bySlot(candidates).flatMap((deployments) => {
    const [first, second] = deployments;
    if (first === undefined || second === undefined) return deployments;
    const drawn = weightedOrder(deployments, weightOf, (candidate) =>
      key === undefined ? 1 - world.random() : unitHash(`${key} ${candidate.slot.endpoint.name} ${candidate.slot.id}`),
    );
    const order = by === 'measured' ? byMeasurement(drawn, key !== undefined, world) : drawn;
    balanced.push({
      slot: first.slot.name,
      by,
      ...(keyPath !== undefined && { key: key === undefined ? 'missing' : 'used' }),
      order: order.map(({ model, slot }) => ({ model, endpoint: slot.endpoint.name })),
    });
    return order;
  });
  return { candidates: ordered, balanced };
}

function isDeploymentOfTheOneBefore({ slot }: Candidate, index: number, all: readonly Candidate[]): boolean {
  return all[index - 1]?.slot.name === slot.name;
}

/** Deployments of one slot stand together. */
function bySlot(candidates: readonly Candidate[]): readonly (readonly Candidate[])[] {
  const groups: Candidate[][] = [];
  for (const candidate of candidates) {
    const last = groups.at(-1);
    if (last !== undefined && last[0]?.slot.name === candidate.slot.name) last.push(candidate);
    else groups.push([candidate]);
  }
  return groups;
}

/** The better of the first two stands first; a key leaves its own only for one that is much better. */
function byMeasurement(
  drawn: readonly Candidate[],
  keyed: boolean,
  { measure }: DeploymentWorld,
): readonly Candidate[] {
  const [first, second, ...rest] = drawn;
  if (first === undefined || second === undefined || weightOf(second) === 0) return drawn;
  const [a, b] = [measure(first), measure(second)];
  const stays = keyed ? !isMuchWorse(a, b) : preferred(a, b) === 'first';
  return stays ? drawn : [second, first, ...rest];
}

function weightOf({ slot }: Candidate): number {
  return slot.weight ?? 1;
}

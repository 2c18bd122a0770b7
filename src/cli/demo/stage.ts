import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Paint } from '../../diagnostics/paint.js';
import { loadPolicies } from '../../policy/load-policy.js';
import { createRouter } from '../../router.js';
import type { Router } from '../../router-interface.js';
import type { CliIo } from '../io.js';
import { paintFor } from '../paint.js';
import { type SimulatedUpstream, startSimulatedUpstream } from './simulated-upstream.js';

/** What the scenes of the demo play on. */
export interface Stage {
  readonly io: CliIo;
  readonly paint: Paint;
  readonly router: Router;
  readonly upstream: SimulatedUpstream;
  /** A copy of the shipped policies that may be edited. */
  readonly folder: string;
}

const shipped = fileURLToPath(new URL('../../../policies/', import.meta.url));

/** Sets up the copy of the policies, the simulated provider and a router that watches; and takes all down again. */
export async function withStage<T>(io: CliIo, play: (stage: Stage) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'signalbox-demo-'));
  try {
    await cp(shipped, folder, { recursive: true });
    const { policies } = await loadPolicies(folder);
    const upstream = await startSimulatedUpstream(policies.flatMap(({ policy }) => policy ?? []));
    try {
      const router = await createRouter({ policy: folder, watch: { debounceMs: 50 }, provider: upstream.provider });
      try {
        return await play({ io, paint: paintFor(io, io.stdout), router, upstream, folder });
      } finally {
        await router.close();
      }
    } finally {
      await upstream.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

import { describeRun } from '../describe-run.js';
import { writeLine } from '../io.js';
import { send } from './send.js';
import type { Stage } from './stage.js';

const model = 'anthropic/claude-opus-4';

/** Scene three: the first model is overloaded, also when it is tried again; its fallback serves. */
export async function surviveFailure(stage: Stage): Promise<void> {
  const { io, paint, upstream } = stage;
  upstream.openrouter.setScript(model, ['overloaded', 'overloaded']);
  const { routing } = await send(stage, {
    policy: 'orchestration',
    prompt: 'Compare two designs for a job queue.',
    attributes: { task: 'reason' },
  });
  await writeLine(io.stdout, describeRun(routing, paint));
}

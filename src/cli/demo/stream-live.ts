import { describeRun } from '../describe-run.js';
import { writeLine } from '../io.js';
import { writeAnswer } from '../write-answer.js';
import type { Stage } from './stage.js';

const prompt = 'Explain the trade-off between consistency and availability.';

/** Scene two: an answer as it is typed. */
export async function streamLive({ io, paint, router }: Stage): Promise<void> {
  await writeLine(io.stdout, paint.dim(`> ${prompt}`));
  const stream = await router.chat.completions.create(
    { messages: [{ role: 'user', content: prompt }], stream: true },
    { policy: 'tiers' },
  );
  await writeAnswer(stream, io);
  await writeLine(io.stdout, describeRun(await stream.routing, paint));
}

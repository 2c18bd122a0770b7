import { type ExitCode, exitCode } from '../exit-code.js';
import { type CliIo, writeLine } from '../io.js';
import { editLive } from './edit-live.js';
import { holdBudget } from './hold-budget.js';
import { routeRequests } from './route-requests.js';
import { type Stage, withStage } from './stage.js';
import { streamLive } from './stream-live.js';
import { surviveFailure } from './survive-failure.js';

const scenes: readonly { readonly title: string; readonly play: (stage: Stage) => Promise<void> }[] = [
  { title: 'Requests of many kinds, through three policies', play: routeRequests },
  { title: 'An answer, streamed', play: streamLive },
  { title: 'A provider fails, the fallback serves', play: surviveFailure },
  { title: 'A budget holds under concurrency', play: holdBudget },
  { title: 'Policies are edited while requests flow', play: editLive },
];

const closing = `
All of it ran on this machine: the provider was simulated, behind a real HTTP server.
  policy init                        a policy of your own, with its fixtures
  policy explain --policy policies --name tiers "Why is the sky blue?"
  OPENROUTER_API_KEY=… policy run --policy policies --name orchestration "Hello"`;

/** Everything at work in a few seconds, without a key. */
export async function runDemo(io: CliIo): Promise<ExitCode> {
  await withStage(io, async (stage) => {
    for (const [index, { title, play }] of scenes.entries()) {
      await writeLine(io.stdout, `\n${stage.paint.cyan(stage.paint.bold(`${index + 1}. ${title}`))}`);
      await play(stage);
    }
    await writeLine(io.stdout, stage.paint.dim(closing));
  });
  return exitCode.good;
}

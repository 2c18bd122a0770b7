import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { renderDiagnostics } from '../../diagnostics/render-diagnostic.js';
import type { RouterEvents } from '../../router-events.js';
import { writeLine } from '../io.js';
import { usesColor } from '../paint.js';
import type { Stage } from './stage.js';
import { startTraffic } from './traffic.js';

const enough = 8;

/** Scenes four and five: a good edit and a bad one, while requests flow. */
export async function editLive(stage: Stage): Promise<void> {
  const { io, paint } = stage;
  const traffic = startTraffic(stage);
  try {
    await traffic.answered(enough);
    await traffic.tell();

    const applied = nextEvent(stage, 'policy-applied');
    await edit(stage, 'summarize: quick', 'summarize: coding');
    const { version } = await applied;
    await traffic.answered(enough);
    await traffic.tell();
    await writeLine(io.stdout, `  ${paint.green('applied')} version ${version}, without a restart\n`);

    const refused = nextEvent(stage, 'policy-refused');
    await edit(stage, 'summarize: coding', 'summarize: codng');
    const { diagnostics, sources } = await refused;
    await traffic.answered(enough);
    await writeLine(io.stdout, indent(renderDiagnostics(diagnostics, sources, { color: usesColor(io, io.stdout) })));
    await traffic.tell();
    await writeLine(io.stdout, `  ${paint.yellow('refused')}: the last good version goes on`);
  } finally {
    await traffic.stop();
  }
}

async function edit({ io, paint, folder }: Stage, from: string, to: string): Promise<void> {
  const file = join(folder, 'orchestration.yaml');
  const text = await readFile(file, 'utf8');
  if (!text.includes(from)) throw new Error(`the shipped orchestration.yaml has no "${from}", which the demo edits`);
  await writeLine(io.stdout, `  ${paint.red(`- ${from}`)}\n  ${paint.green(`+ ${to}`)}`);
  await writeFile(file, text.replace(from, to));
}

/** Files are watched: an edit that is not seen within this time never will be. */
const patienceMs = 5000;

function nextEvent<E extends 'policy-applied' | 'policy-refused'>(
  { router }: Stage,
  name: E,
): Promise<RouterEvents[E][0]> {
  return new Promise((resolve, reject) => {
    const listener = (...[event]: RouterEvents[E]): void => {
      clearTimeout(timer);
      router.off(name, listener);
      resolve(event);
    };
    const timer = setTimeout(() => reject(new Error(`no ${name} within ${patienceMs} ms`)), patienceMs);
    router.on(name, listener);
  });
}

function indent(text: string): string {
  return text.replace(/^/gm, '  ');
}

import { renderDiagnostics } from '../../diagnostics/render-diagnostic.js';
import { writeLine } from '../io.js';
import { usesColor } from '../paint.js';
import { editPolicy, nextPolicyEvent } from './edit-policy.js';
import type { Stage } from './stage.js';
import { startTraffic } from './traffic.js';

const enough = 8;

/** Scenes five and six: a good edit and a bad one, while requests flow. */
export async function editLive(stage: Stage): Promise<void> {
  const { io, paint } = stage;
  const traffic = startTraffic(stage);
  try {
    await traffic.answered(enough);
    await traffic.tell();

    const applied = nextPolicyEvent(stage, 'policy-applied');
    await editPolicy(stage, 'orchestration', 'summarize: quick', 'summarize: coding');
    const { version } = await applied;
    await traffic.answered(enough);
    await traffic.tell();
    await writeLine(io.stdout, `  ${paint.green('applied')} version ${version}, without a restart\n`);

    const refused = nextPolicyEvent(stage, 'policy-refused');
    await editPolicy(stage, 'orchestration', 'summarize: coding', 'summarize: codng');
    const { diagnostics, sources } = await refused;
    await traffic.answered(enough);
    await writeLine(io.stdout, indent(renderDiagnostics(diagnostics, sources, { color: usesColor(io, io.stdout) })));
    await traffic.tell();
    await writeLine(io.stdout, `  ${paint.yellow('refused')}: the last good version goes on`);
  } finally {
    await traffic.stop();
  }
}

function indent(text: string): string {
  return text.replace(/^/gm, '  ');
}

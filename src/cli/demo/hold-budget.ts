import { writeLine } from '../io.js';
import { editPolicy, nextPolicyEvent } from './edit-policy.js';
import { send } from './send.js';
import type { Stage } from './stage.js';

const requests = 12;

/** Scene four: many requests at once against a small cap. What no longer fits goes on with the model that costs nothing. */
export async function holdBudget(stage: Stage): Promise<void> {
  const { io, paint, router } = stage;
  const warnings: string[] = [];
  router.on('budget-warning', ({ budget, used }) => warnings.push(`${budget} is used to ${Math.floor(used)} %`));
  const applied = nextPolicyEvent(stage, 'policy-applied');
  await editPolicy(stage, 'governance', 'limit_usd: 50', 'limit_usd: 0.5');
  await applied;
  const prompt = 'Plan a database migration.';
  const attributes = { team: 'search', user: { id: 'u-1', tier: 'premium' } };
  const answers = await Promise.all(
    Array.from({ length: requests }, () => send(stage, { policy: 'governance', prompt, attributes })),
  );
  const degraded = answers.filter(({ routing }) => routing.degraded !== undefined);
  const spent = answers.reduce((sum, { routing }) => sum + (routing.cost?.usd ?? 0), 0);
  await writeLine(io.stdout, `${requests} requests at once, against a daily cap of 0.50 USD:`);
  await writeLine(
    io.stdout,
    `  ${requests - degraded.length} answered by their own tier, ${degraded.length} by the tier inside, which costs nothing`,
  );
  await writeLine(io.stdout, `  spent ${spent.toFixed(5)} USD; each had reserved its worst case before it was sent`);
  for (const warning of warnings)
    await writeLine(io.stdout, paint.dim(`  budget-warning: ${warning}, reservations included`));
}

import { compareWithGrowthBook } from './compare.js';

/** Compares the assignments of 100,000 keys, or as many as asked for, with GrowthBook's SDK. */
const users = Number(process.argv[2] ?? 100_000);
const { assignments, inAnArm, differences } = await compareWithGrowthBook(users);
for (const difference of differences.slice(0, 20)) write(JSON.stringify(difference));
write(
  `${users} keys × ${assignments / users} experiments: ${assignments} assignments, ${inAnArm} of them to an arm, ${differences.length} differences`,
);
process.exitCode = differences.length === 0 && assignments > 0 ? 0 : 1;

function write(line: string): void {
  process.stdout.write(`${line}\n`);
}

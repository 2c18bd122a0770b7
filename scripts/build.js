// Builds dist/: the checks that ajv makes of the schemas, plain tsc, and two self-contained files of others, to keep out
// of every service that embeds Signalbox what comes with their packages: recheck declares 52 MB of native binaries as
// optional dependencies, and stdlib's functions for one p-value are 200 packages, or a bundle that its package holds
// three times.
import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { writeValidators } from './validators.js';

const require = createRequire(import.meta.url);
const root = join(import.meta.dirname, '..');
const dist = join(root, 'dist');

await writeValidators();
execFileSync(process.execPath, [require.resolve('typescript/bin/tsc'), '-p', join(root, 'tsconfig.build.json')], {
  stdio: 'inherit',
});
chmodSync(join(dist, 'cli', 'main.js'), 0o755);

vendor('recheck', require.resolve('recheck/package.json'), 'lib/browser.js');
vendor('distributions', require.resolve('@stdlib/dist-stats-base-dists-flat/package.json'), 'build/bundle.min.js');

// What a deleted source left behind must not be packed.
for (const file of readdirSync(dist, { recursive: true })) {
  const source = file.match(/^(.+?)(\.d)?\.[jt]s$/)?.[1];
  if (source !== undefined && !existsSync(join(root, 'src', `${source}.ts`))) rmSync(join(dist, file));
}

function vendor(name, manifest, file) {
  const folder = dirname(manifest);
  mkdirSync(join(dist, 'vendor'), { recursive: true });
  copyFileSync(join(folder, file), join(dist, 'vendor', `${name}.cjs`));
  copyFileSync(join(folder, 'LICENSE'), join(dist, 'vendor', `${name}.LICENSE`));
}

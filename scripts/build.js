// Builds dist/: plain tsc, then recheck's pure JavaScript engine beside it.
// recheck declares 52 MB of native binaries as optional dependencies; shipping its one self-contained file
// instead keeps them out of every service that embeds Signalbox.
import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const require = createRequire(import.meta.url);
const root = join(import.meta.dirname, '..');
const dist = join(root, 'dist');

execFileSync(process.execPath, [require.resolve('typescript/bin/tsc'), '-p', join(root, 'tsconfig.build.json')], {
  stdio: 'inherit',
});
chmodSync(join(dist, 'cli', 'main.js'), 0o755);

const recheck = dirname(require.resolve('recheck/package.json'));
mkdirSync(join(dist, 'vendor'), { recursive: true });
copyFileSync(join(recheck, 'lib', 'browser.js'), join(dist, 'vendor', 'recheck.cjs'));
copyFileSync(join(recheck, 'LICENSE'), join(dist, 'vendor', 'recheck.LICENSE'));

// What a deleted source left behind must not be packed.
for (const file of readdirSync(dist, { recursive: true })) {
  const source = file.match(/^(.+?)(\.d)?\.[jt]s$/)?.[1];
  if (source !== undefined && !existsSync(join(root, 'src', `${source}.ts`))) rmSync(join(dist, file));
}

// `npm run bench -- NAME`: installs the peers on first use, then measures.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const measurements = { overhead: './overhead.js', 'policy-test': './policy-test.js' };
const [name = ''] = process.argv.slice(2);

if (!(name in measurements)) {
  console.error(`usage: npm run bench -- ${Object.keys(measurements).join(' | ')}`);
  process.exit(2);
}
if (!existsSync(join(import.meta.dirname, 'node_modules'))) {
  execFileSync('npm', ['ci', '--ignore-scripts'], { cwd: import.meta.dirname, stdio: 'inherit' });
}
await import(measurements[name]);

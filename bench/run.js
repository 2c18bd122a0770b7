// `npm run bench`: everything in its quick form, one measurement after the other, and one page of it all; with `--full`
// in full. `npm run bench -- NAME…`: those measurements in full; with `--quick` quickly.
// `--publish` puts the page of all that was measured last into docs/benchmarks.md, and its aims into the README.
// Every script of this folder is a measurement: it writes its page with harness/page.js.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { publish, writeSummary } from './harness/summary.js';

const folder = import.meta.dirname;
const measurements = readdirSync(folder)
  .filter((file) => file.endsWith('.js') && file !== basename(import.meta.filename))
  .map((file) => basename(file, '.js'));
const options = process.argv.slice(2).filter((each) => each.startsWith('--'));
const asked = process.argv.slice(2).filter((each) => !each.startsWith('--'));
const unknown = [
  ...asked.filter((name) => !measurements.includes(name)),
  ...options.filter((option) => !['--quick', '--full', '--publish'].includes(option)),
];

if (unknown.length > 0) {
  console.error(`there is no ${unknown.join(', ')}\nusage: npm run bench -- [--quick | --full] [--publish] [NAME…]`);
  console.error(`measurements: ${measurements.join(', ')}`);
  process.exit(2);
}
if (!existsSync(join(folder, '..', 'dist', 'index.js'))) {
  console.error('there is no build to measure: npm run build');
  process.exit(2);
}
if (!peersAreInstalled()) {
  execFileSync('npm', ['ci', '--ignore-scripts'], { cwd: folder, stdio: 'inherit' });
}

const quick = options.includes('--quick') || (asked.length === 0 && !options.includes('--full'));
const names = asked.length === 0 ? measurements : asked;
const failed = names.filter((name) => !measured(name));
console.log(writeSummary(measurements));
if (options.includes('--publish')) publish(measurements);
if (failed.length > 0) {
  console.error(`could not be measured: ${failed.join(', ')}`);
  process.exitCode = 1;
}

/** At the versions that are measured: a folder may be left from before a peer was added. */
function peersAreInstalled() {
  const { dependencies } = readJson('package.json');
  return Object.entries(dependencies).every(([name, version]) => {
    const installed = `node_modules/${name}/package.json`;
    return existsSync(join(folder, installed)) && readJson(installed).version === version;
  });
}

function readJson(file) {
  return JSON.parse(readFileSync(join(folder, file), 'utf8'));
}

/** A process of its own for each, so that none inherits another's heap and compiled code. */
function measured(name) {
  console.error(`\n== ${name}${quick ? ', quick' : ''}`);
  const flags = ['--expose-gc', join(folder, `${name}.js`), ...(quick ? ['--quick'] : [])];
  return spawnSync(process.execPath, flags, { stdio: 'inherit' }).status === 0;
}

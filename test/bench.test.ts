import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';

const folder = join(import.meta.dirname, '..', 'bench');
const measurements = readdirSync(folder)
  .filter((file) => file.endsWith('.js') && file !== 'run.js')
  .map((file) => basename(file, '.js'));

describe('npm run bench', () => {
  it('names the measurements there are when it is asked for another', () => {
    const { status, stderr } = spawnSync(process.execPath, [join(folder, 'run.js'), 'overheat', '--fast'], {
      encoding: 'utf8',
    });
    expect(status).toBe(2);
    expect(stderr).toContain('there is no overheat, --fast');
    for (const name of measurements) expect(stderr).toContain(name);
  });

  it.each(measurements)('%s writes a page of its own name, says what it is to show, and has a quick form', (name) => {
    const program = readFileSync(join(folder, `${name}.js`), 'utf8');
    expect(program).toContain(`writePage('${name}'`);
    expect(program).toMatch(/\baims\b/);
    expect(program).toMatch(/\bquick\b/);
  });

  it('holds the peers that it measures to exact versions', () => {
    const { dependencies } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const exact = Object.entries(dependencies).filter(([, version]) => /^\d+\.\d+\.\d+$/.test(String(version)));
    expect(exact.map(([name]) => name)).toEqual(Object.keys(dependencies));
  });
});

import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/** Before any test: the tests run from `src/`, and use what `npm run build` makes of the schemas. */
export function setup(): void {
  execFileSync(process.execPath, [join(import.meta.dirname, '../../scripts/write-validators.js')], {
    stdio: 'inherit',
  });
}

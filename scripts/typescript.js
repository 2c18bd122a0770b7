// `node --import ./scripts/typescript.js file.ts`: runs TypeScript of this repository without building it.
import { register } from 'node:module';

register('./typescript-hooks.js', import.meta.url);

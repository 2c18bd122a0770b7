// Brings dist/validators/ up to date with the schemas, without building the rest.
import { writeValidators } from './validators.js';

await writeValidators();

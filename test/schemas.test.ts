import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';

const folder = resolve(import.meta.dirname, '../schemas');
const ajv = new Ajv2020({ strict: false });

describe('the published schemas', () => {
  it.each(readdirSync(folder))('are JSON Schemas 2020-12: %s', (name) => {
    const schema = JSON.parse(readFileSync(join(folder, name), 'utf8')) as object;
    expect(schema).toMatchObject({ $schema: 'https://json-schema.org/draft/2020-12/schema' });
    expect(ajv.validateSchema(schema), ajv.errorsText()).toBe(true);
  });
});

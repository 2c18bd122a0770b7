import type { Params } from './policy-document.generated.js';
import { entries, keyPlace, type Located, soundChild } from './policy-file.js';
import { policySchema } from './policy-schemas.js';
import type { Report } from './report.js';

const models = 'name the models in the tier and its fallbacks';
const limit = "write the tier's or the outcome's max_tokens";
const stream = 'the caller chooses whether to stream';
const asked = 'facts and constraints judge what the caller asks for: have the caller send it';

/** Fields that are not the policy's to add: the router writes them, or has judged the request without them. */
const ownFields: ReadonlyMap<string, string> = new Map([
  ['model', models],
  ['models', `${models}; native_fallback has OpenRouter try them itself`],
  ['route', models],
  ['preset', models],
  ['messages', 'the caller writes the messages'],
  ['stream', stream],
  ['stream_options', stream],
  ['max_tokens', limit],
  ['max_completion_tokens', limit],
  ['n', 'every answer costs anew: have the caller ask for several'],
  ['provider', 'write `provider` beside `params`'],
  ['tools', asked],
  ['functions', asked],
  ['modalities', asked],
]);

/** Reports fields that would never be sent, and those that have a place of their own, where they are checked. */
export function checkExtraBody(params: Located<Params> | undefined, report: Report): void {
  const extra = params && soundChild(params, 'extra_body');
  if (extra === undefined) return;
  for (const [field, at] of entries(extra as Located<Record<string, unknown>>)) {
    const help = ownFields.get(field) ?? (namedParams.has(field) ? `write \`${field}\` under \`params\`` : undefined);
    if (help === undefined) continue;
    report('invalid-value', `\`${field}\` cannot be set by \`extra_body\``, keyPlace(at), { help });
  }
}

const { Params: paramsSchema } = policySchema.$defs as Readonly<Record<'Params', { readonly properties: object }>>;
const namedParams: ReadonlySet<string> = new Set(Object.keys(paramsSchema.properties));

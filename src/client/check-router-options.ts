import { didYouMean } from '../diagnostics/did-you-mean.js';
import { RouterError } from '../errors.js';
import { type Fields, isFields } from '../fields.js';

type Check = readonly [expected: string, holds: (value: unknown) => boolean];

const isText = (value: unknown): boolean => typeof value === 'string' && value !== '';
const isFunctions = (value: unknown): boolean =>
  isFields(value) && Object.values(value).every((each) => typeof each === 'function');
const isCount = (value: unknown): boolean => typeof value === 'number' && value >= 0;
const hasMethods =
  (...names: readonly string[]) =>
  (value: unknown): boolean =>
    isFields(value) && names.every((name) => typeof value[name] === 'function');

const checks: Readonly<Record<string, Check>> = {
  policy: [
    'the path of a policy file or folder, or { text }',
    (value) => isText(value) || (isFields(value) && isText(value.text)),
  ],
  defaultPolicy: ['the name of a policy', isText],
  watch: ['true, false, or { debounceMs, pollMs } in milliseconds', isWatch],
  catalogueRefresh: ['{ everyMs, url, fetch }, with everyMs from 60,000 to 2,592,000,000 (30 days)', isRefresh],
  facts: ['functions by fact name', isFunctions],
  checks: ['functions by check name', isFunctions],
  judges: ['functions by judge name', isFunctions],
  records: ['a path, { file, maxBytes, every, gzip, maxFiles }, or an object with the method write', isRecords],
  env: ['an object of strings', isFields],
  provider: ['an object with the methods complete and stream', hasMethods('complete', 'stream')],
  store: ['an object: a store', isFields],
  runtime: ['an object with some of now, random, newId, sleep, alarm', isFunctions],
  onExposure: ['a function', (value) => typeof value === 'function'],
  exposuresOnce: ['true, false, or how many to remember', (value) => typeof value === 'boolean' || isCount(value)],
  tokenCounts: ['exact or as_needed', (value) => value === 'exact' || value === 'as_needed'],
  memo: ['true or false', (value) => typeof value === 'boolean'],
};

/** Throws OPTIONS_INVALID that names what is missing, of a wrong type or unknown. */
export function checkRouterOptions(options: unknown): void {
  if (!isFields(options)) refuse('createRouter takes an object, such as { policy: "policies" }');
  if (options.policy === undefined) refuse('policy is missing: the path of a policy file or folder, or { text }');
  for (const [name, value] of Object.entries(options)) {
    const check = Object.hasOwn(checks, name) ? checks[name] : undefined;
    if (check === undefined) {
      const hint = didYouMean(name, Object.keys(checks));
      refuse(`there is no option "${name}"${hint === undefined ? '' : `; did you mean "${hint}"?`}`);
    }
    const [expected, holds] = check;
    if (value !== undefined && !holds(value)) refuse(`${name} must be ${expected}`);
  }
  if (options.watch && typeof options.policy !== 'string')
    refuse('watch needs a path: policy text has no file to follow');
  if (options.catalogueRefresh !== undefined && typeof options.policy !== 'string')
    refuse('catalogueRefresh needs a path: policy text names no file to keep current');
}

function isRecords(value: unknown): boolean {
  if (isText(value) || hasMethods('write')(value)) return true;
  if (!isFields(value) || !isText(value.file)) return false;
  const shapes: Fields = {
    file: isText(value.file),
    maxBytes: isCount(value.maxBytes),
    every: ['1h', '6h', '12h', '1d'].includes(String(value.every)),
    gzip: typeof value.gzip === 'boolean',
    maxFiles: Number.isInteger(value.maxFiles) && isCount(value.maxFiles),
  };
  return Object.entries(value).every(([name, each]) => each === undefined || shapes[name] === true);
}

function isRefresh(value: unknown): boolean {
  if (!isFields(value) || !isCount(value.everyMs)) return false;
  const shapes: Fields = {
    everyMs: (value.everyMs as number) >= 60_000 && (value.everyMs as number) <= 30 * 86_400_000,
    url: typeof value.url === 'string' && URL.canParse(value.url),
    fetch: typeof value.fetch === 'function',
  };
  return Object.entries(value).every(([name, each]) => each === undefined || shapes[name] === true);
}

function isWatch(value: unknown): boolean {
  if (typeof value === 'boolean') return true;
  const allowed = ['debounceMs', 'pollMs'];
  return (
    isFields(value) &&
    Object.entries(value).every(([name, each]) => allowed.includes(name) && (each === undefined || isCount(each)))
  );
}

function refuse(message: string): never {
  throw new RouterError('OPTIONS_INVALID', message);
}

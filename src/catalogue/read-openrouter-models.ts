import { type Fields, isFields } from '../fields.js';
import type { CatalogueModel } from '../policy/catalogue-document.generated.js';
import { contradictsFree } from '../policy/catalogue-findings.js';
import type { Ability, LongerPrice, Price, SupportedParam } from '../policy/policy-document.generated.js';
import { policySchema } from '../policy/policy-schemas.js';

export type ReadModels =
  | { readonly models: readonly CatalogueModel[]; readonly unreadable: number }
  | { readonly problem: string };

/**
 * Reads the answer of OpenRouter's `GET /api/v1/models`: prices are USD per token, as strings. An entry without an id is
 * left out and counted; the answer is refused when that is most of them. A negative price (OpenRouter's own routers
 * have -1) is unknown, and so is a price above 0 of a model that is `:free` by its name.
 */
export function readOpenRouterModels(answer: unknown): ReadModels {
  const data = isFields(answer) ? answer.data : undefined;
  if (!Array.isArray(data)) return { problem: 'it has no list of models under `data`' };
  const models = new Map<string, CatalogueModel>();
  let unreadable = 0;
  for (const entry of data) {
    const model = isFields(entry) ? readModel(entry) : undefined;
    if (model === undefined) unreadable += 1;
    else if (!models.has(model.id)) models.set(model.id, model);
  }
  if (models.size === 0) return { problem: 'it lists no model' };
  if (unreadable > data.length / 2) return { problem: `${unreadable} of its ${data.length} models have no id` };
  return { models: [...models.values()].sort(byId), unreadable };
}

function byId(a: CatalogueModel, b: CatalogueModel): number {
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}

function readModel(entry: Fields): CatalogueModel | undefined {
  const { id } = entry;
  if (typeof id !== 'string' || id === '') return undefined;
  const top = fieldsOf(entry.top_provider);
  const context = tokens(top.context_length) ?? tokens(entry.context_length);
  const maxOutput = tokens(top.max_completion_tokens);
  const price = readPrice(fieldsOf(entry.pricing));
  const params = Array.isArray(entry.supported_parameters) ? entry.supported_parameters : undefined;
  const modalities = fieldsOf(entry.architecture).input_modalities;
  return {
    id,
    ...(context !== undefined && { context }),
    ...(maxOutput !== undefined && { max_output: maxOutput }),
    ...(price !== undefined && !contradictsFree({ id, price }) && { price }),
    ...(params !== undefined && Array.isArray(modalities) && { abilities: abilitiesOf(params, modalities) }),
    ...(params !== undefined && { supported_params: [...new Set(params.filter(isKnownParam))] }),
  };
}

/** Those that a policy can name. */
const knownParams: ReadonlySet<unknown> = new Set(
  (policySchema.$defs as { readonly SupportedParam: { readonly enum: readonly string[] } }).SupportedParam.enum,
);

function isKnownParam(param: unknown): param is SupportedParam {
  return knownParams.has(param);
}

function abilitiesOf(params: readonly unknown[], modalities: readonly unknown[]): Ability[] {
  const abilities: Ability[] = [];
  if (params.includes('tools')) abilities.push('tools');
  if (modalities.includes('image')) abilities.push('vision');
  if (modalities.includes('audio')) abilities.push('audio');
  if (params.includes('structured_outputs')) abilities.push('json_schema');
  return abilities;
}

/** Undefined unless both the prompt's and the completion's price are known. */
function readPrice(pricing: Fields): Price | undefined {
  const { prompt, completion, ...parts } = readRates(pricing);
  if (prompt === undefined || completion === undefined) return undefined;
  const request = perUnit(pricing.request);
  const image = perUnit(pricing.image);
  const audio = perMillion(pricing.audio);
  const search = perUnit(pricing.web_search);
  const longer = readLonger(pricing.overrides);
  return {
    prompt,
    completion,
    ...parts,
    ...(audio && { audio_prompt: audio }),
    ...(request !== undefined && request > 0 && { request }),
    ...(image !== undefined && image > 0 && { image }),
    ...(search && { web_search: search }),
    ...(longer.length > 0 && { longer }),
  };
}

type Rates = Pick<LongerPrice, 'prompt' | 'completion' | 'cached_read' | 'cache_write' | 'reasoning'>;

/**
 * A 0 for a part of a whole that costs something says as often that it has no price of its own as that it is free: it
 * is then charged as the whole, so that a cost is never told too low.
 */
function readRates(pricing: Fields): Rates {
  const prompt = perMillion(pricing.prompt);
  const completion = perMillion(pricing.completion);
  const read = perMillion(pricing.input_cache_read);
  const write = perMillion(pricing.input_cache_write);
  const reasoning = perMillion(pricing.internal_reasoning);
  return {
    ...(prompt !== undefined && { prompt }),
    ...(completion !== undefined && { completion }),
    ...(read && { cached_read: read }),
    ...(write && { cache_write: write }),
    ...(reasoning && { reasoning }),
  };
}

function readLonger(overrides: unknown): LongerPrice[] {
  if (!Array.isArray(overrides)) return [];
  return overrides.filter(isFields).flatMap((override) => {
    const from = tokens(override.min_prompt_tokens);
    return from === undefined || from < 2 ? [] : [{ above: from - 1, ...readRates(override) }];
  });
}

/** A price per token, as one per million tokens without the rounding errors of the multiplication. */
function perMillion(value: unknown): number | undefined {
  const perToken = perUnit(value);
  return perToken === undefined ? undefined : Number((perToken * 1e6).toPrecision(12));
}

function perUnit(value: unknown): number | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  if (value === '') return undefined;
  const amount = Number(value);
  return Number.isFinite(amount) && amount >= 0 ? amount : undefined;
}

/** What policies take for a number of tokens. */
const mostTokens = 100_000_000;

function tokens(value: unknown): number | undefined {
  return Number.isSafeInteger(value) && (value as number) > 0 && (value as number) <= mostTokens
    ? (value as number)
    : undefined;
}

function fieldsOf(value: unknown): Fields {
  return isFields(value) ? value : {};
}

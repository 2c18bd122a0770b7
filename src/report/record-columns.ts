const usage =
  'STRUCT(prompt_tokens BIGINT, completion_tokens BIGINT, cached_read_tokens BIGINT, cache_write_tokens BIGINT, cache_write_1h_tokens BIGINT, audio_prompt_tokens BIGINT, reasoning_tokens BIGINT, audio_completion_tokens BIGINT, image_completion_tokens BIGINT, web_searches BIGINT, service_tier VARCHAR)';

const attempt = `STRUCT(slot VARCHAR, model VARCHAR, endpoint VARCHAR, outcome VARCHAR, served_slot VARCHAR, served_model VARCHAR, status INTEGER, error VARCHAR, started_ms DOUBLE, duration_ms DOUBLE, first_token_ms DOUBLE, finish_reason VARCHAR, usage ${usage}, cost_usd DOUBLE, cost_source VARCHAR, changes VARCHAR[], response_id VARCHAR, request_id VARCHAR)`;

/** Of every line. */
export const lineColumns = { v: 'INTEGER', kind: 'VARCHAR', id: 'VARCHAR', at: 'TIMESTAMP' } as const;

const decided = { policy: 'VARCHAR', version: 'VARCHAR', rule: 'VARCHAR', tier: 'VARCHAR' } as const;

/** Of a line that tells of a request: the fields of schemas/record.schema.json, with their types in DuckDB. */
export const requestColumns = {
  ...lineColumns,
  ...decided,
  reason: 'VARCHAR',
  outcome: 'VARCHAR',
  error: 'VARCHAR',
  stream: 'BOOLEAN',
  facts: 'JSON',
  unknown: 'VARCHAR[]',
  left_out: 'VARCHAR[]',
  erased: 'VARCHAR[]',
  flags: 'STRUCT(fact VARCHAR, flag VARCHAR)[]',
  attributes: 'JSON',
  exposures: 'STRUCT(experiment VARCHAR, arm VARCHAR, key_hash VARCHAR, propensity DOUBLE)[]',
  constraints: 'VARCHAR[]',
  chain: 'VARCHAR[]',
  max_tokens: 'BIGINT',
  attempts: `${attempt}[]`,
  served_by: 'INTEGER',
  slot: 'VARCHAR',
  model: 'VARCHAR',
  endpoint: 'VARCHAR',
  finish_reason: 'VARCHAR',
  usage,
  cost_usd: 'DOUBLE',
  cost_source: 'VARCHAR',
  first_token_ms: 'DOUBLE',
  duration_ms: 'DOUBLE',
  escalations: 'STRUCT(because VARCHAR, "to" VARCHAR, answered INTEGER)[]',
  seams: 'INTEGER',
  skipped: 'VARCHAR[]',
  warnings: 'VARCHAR[]',
  degraded: 'STRUCT(budget VARCHAR, tier VARCHAR, max_tokens BIGINT)',
  passed_over: 'JSON',
  content: 'JSON',
} as const;

export const feedbackColumns = { ...lineColumns, score: 'DOUBLE', label: 'VARCHAR', attributes: 'JSON' } as const;

const side = `STRUCT(slot VARCHAR, model VARCHAR, endpoint VARCHAR, outcome VARCHAR, http_status INTEGER, error VARCHAR, duration_ms DOUBLE, usage ${usage}, cost_usd DOUBLE, cost_source VARCHAR, finish_reason VARCHAR, characters BIGINT, json_valid BOOLEAN)`;

export const shadowColumns = {
  ...lineColumns,
  ...decided,
  shadow: 'VARCHAR',
  status: 'VARCHAR',
  because: 'VARCHAR',
  detail: 'VARCHAR',
  primary: side,
  candidate: side,
  agreement: 'STRUCT(exact BOOLEAN, similarity DOUBLE, tool_calls BOOLEAN)',
  judge: 'STRUCT(score DOUBLE, error VARCHAR)',
} as const;

/** What every line of a record file has; a line of which this does not hold is broken. */
export const isRecordSql = `coalesce(v = 1 AND kind IN ('request', 'feedback', 'shadow') AND id IS NOT NULL AND "at" IS NOT NULL, false)`;

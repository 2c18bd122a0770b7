/** The example of the design: every section of the language at once. */
export const designPage = `policy: support                  # name, in decisions, logs and metrics
language: 1                      # version of this language
include: [shared/models.yaml]    # maps of endpoints, models, tiers, facts; a name defined twice is an error

endpoints:                       # OpenAI-compatible servers; secrets only by reference
  openrouter: { kind: openrouter, base_url: https://openrouter.ai/api/v1, api_key: { env: OPENROUTER_API_KEY } }
  inhouse:    { kind: openai, base_url: { env: INHOUSE_URL }, api_key: { env: INHOUSE_KEY } }

tiers:                           # what a rule chooses; max_tokens is required, so every request is capped
  quick:    { model: fast, fallbacks: [balanced], max_tokens: 512 }
  budget:   { model: balanced, fallbacks: [fast], max_tokens: 512 }
  premium:  { model: deep, fallbacks: [balanced], max_tokens: 4096, timeout: 60s }
  inside:   { model: private, max_tokens: 1024 }

facts:                           # what rules may ask about
  task:       { from: attribute, path: task, one_of: [summarize, classify, draft, reason, code], default: draft }
  tokens:     { from: tokens, encoding: o200k_base }
  words:      { from: words }
  has_code:   { from: regex, pattern: '\`\`\`|\\b(def|function|class|import)\\s' }
  sensitive:  { from: detect, kinds: [us_ssn, card, email], text: all }
  user_tier:  { from: attribute, path: user.tier, one_of: [free, pro], default: free }
  deep_trial: { from: bucket, key: user.id, seed: deep-trial-1, arms: [ { name: control, percent: 90 }, { name: treatment, percent: 10 } ] }

rules:                           # read from the top; the first match decides
  - id: sensitive-stays-inside
    when: { sensitive: true }
    then: inside                 # short for { tier: inside }
  - id: hard-code
    when: { all: [ { task: [reason, code] }, { any: [ { has_code: true }, { words: { at_least: 500 } } ] } ] }
    then: premium
  - id: by-task                  # a table: one rule per entry, in the file's order, ids by-task.summarize, …
    by: task
    choose: { summarize: quick, classify: quick }
  - id: deep-trial
    when: { user_tier: free, deep_trial: treatment }
    unless: { tokens: { at_least: 2000 } }
    then: { tier: premium, max_tokens: 1024 }
  - id: by-size
    by: tokens
    choose: { below 500: quick, below 2000: budget, otherwise: premium }
default: budget

constraints:                     # every match applies; a constraint only narrows, so order cannot matter
  - id: sensitive-needs-private-models
    when: { sensitive: true }
    require: { labels: [private] }
  - id: free-users-are-capped
    when: { user_tier: free }
    cap: { max_tokens: 1024 }
`;

/** The file it includes. */
export const sharedModels = `models:                          # named slots: swap a model here and nowhere else
  fast:     { id: google/gemini-2.5-flash, endpoint: openrouter, context: 1048576, price: { prompt: 0.30, completion: 2.50 } }
  balanced: { id: openai/gpt-4o-mini, endpoint: openrouter, context: 128000, price: { prompt: 0.15, completion: 0.60 } }
  deep:     { id: anthropic/claude-opus-4, endpoint: openrouter, context: 200000, price: { prompt: 15, completion: 75 } }
  private:  { id: llama-3.3-70b, endpoint: inhouse, context: 131072, price: { prompt: 0, completion: 0 }, labels: [private] }
`;

export const readShared = (path: string): string | undefined =>
  path === 'shared/models.yaml' ? sharedModels : undefined;

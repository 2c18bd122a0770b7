/** A policy to start from: small, but with a task table, a size table, a fallback in every tier and a constraint. */
export function starterPolicy(name: string): string {
  return `policy: ${name}
language: 1
description: Which model answers which request.

endpoints: # servers that speak OpenAI's chat completions; secrets only by reference
  openrouter: { kind: openrouter, api_key: { env: OPENROUTER_API_KEY } }

models: # named slots: swap a model here and nowhere else; prices in USD per million tokens
  fast:
    id: openai/gpt-4.1-nano
    endpoint: openrouter
    context: 1047576
    price: { prompt: 0.10, completion: 0.40 }
  balanced:
    id: openai/gpt-4.1-mini
    endpoint: openrouter
    context: 1047576
    price: { prompt: 0.40, completion: 1.60 }
  deep:
    id: anthropic/claude-sonnet-4
    endpoint: openrouter
    context: 200000
    price: { prompt: 3, completion: 15 }
  spare: # another vendor, for when one is down
    id: google/gemini-2.5-flash
    endpoint: openrouter
    context: 1048576
    price: { prompt: 0.30, completion: 2.50 }

tiers: # what a rule chooses
  quick: { model: fast, fallbacks: [spare], max_tokens: 512 }
  everyday: { model: balanced, fallbacks: [spare], max_tokens: 1024 }
  thorough: { model: deep, fallbacks: [spare], max_tokens: 4096 }

facts: # what rules may ask about a request
  task: { from: attribute, path: task, one_of: [summarize, classify, draft, code] }
  user_tier: { from: attribute, path: user.tier, one_of: [free, pro], default: free }
  words: { from: words }

rules: # read from the top; the first match decides
  - id: pro-code
    when: { task: code, user_tier: pro }
    then: thorough
  - id: by-task # a table: one rule per entry
    by: task
    choose: { summarize: quick, classify: quick }
  - id: by-size
    by: words
    choose: { below 100: quick, below 1000: everyday, otherwise: thorough }
default: everyday

constraints: # every match applies; a constraint only narrows
  - id: free-users-are-capped
    when: { user_tier: free }
    cap: { max_tokens: 1024 }
`;
}

/** Fixtures for the starter policy. */
export function starterFixtures(name: string): string {
  return `policy: ${name}.yaml
cases:
  - name: short tasks are quick
    request: { prompt: "Summarize this ticket." }
    matrix: { task: [summarize, classify] }
    expect: { tier: quick, max_tokens: 512, not_computed: [words] }
  - name: code is thorough for those who pay
    request: { prompt: "Fix this function.", attributes: { task: code } }
    matrix: { user_tier: [free, pro] }
    expect:
      - { if: { user_tier: pro }, rule: pro-code, model: anthropic/claude-sonnet-4, max_tokens: 4096 }
      - { rule: by-size.below-100, tier: quick }
  - name: without a task, length decides
    facts: { user_tier: pro }
    matrix: { words: [1, 99, 100, 101, 999, 1000, 1001] }
    expect:
      - { if: { words: { below: 100 } }, tier: quick }
      - { if: { words: { below: 1000 } }, tier: everyday }
      - { rule: by-size.otherwise, tier: thorough }
  - name: free users are capped
    facts: { user_tier: free, words: 2000 }
    expect: { tier: thorough, max_tokens: 1024, constraints: [free-users-are-capped] }
  - name: each tier is answered by its own model
    facts: { user_tier: pro }
    matrix: { words: [1, 100, 1000] }
    expect:
      - { if: { words: { below: 100 } }, served_by: fast }
      - { if: { words: { below: 1000 } }, served_by: balanced }
      - { served_by: deep }
  - name: when a model is down, another vendor answers
    facts: { user_tier: pro }
    matrix: { words: [1, 100, 1000] }
    simulate: # the router executes these cases on simulated models
      fast: [overloaded, overloaded]
      balanced: [overloaded, overloaded]
      deep: [overloaded, overloaded]
    expect: { served_by: spare, attempts: 3 }
`;
}

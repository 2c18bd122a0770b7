/** A policy with a rule, a table, a default, a constraint and a rejection; its endpoint is wherever the text says. */
export function smallPolicy({ name = 'small', baseUrl = 'http://127.0.0.1:9/v1', key = '' } = {}): string {
  return `policy: ${name}
language: 1
endpoints:
  here: { kind: openai, base_url: "${baseUrl}"${key === '' ? '' : `, api_key: { env: ${key} }`} }
models:
  fast: { id: m/fast, endpoint: here, context: 10000, price: { prompt: 1, completion: 2 }, labels: [private] }
  deep: { id: m/deep, endpoint: here, context: 20000, price: { prompt: 3, completion: 4 } }
tiers:
  quick: { model: fast, fallbacks: [deep], max_tokens: 100 }
  thorough: { model: deep, fallbacks: [fast], max_tokens: 1000, params: { temperature: 0.5 } }
facts:
  task: { from: attribute, path: task, one_of: [draft, code, forbidden] }
  level: { from: attribute, path: user.level, type: number }
  words: { from: words }
  secret: { from: keywords, keywords: [secret] }
  trial: { from: bucket, key: user.id, seed: s, arms: [{ name: control, percent: 50 }, { name: treatment, percent: 50 }] }
rules:
  - id: forbidden
    when: { task: forbidden }
    then: { reject: { message: not here, status: 451 } }
  - id: hard
    when: { all: [{ task: code }, { any: [{ level: { at_least: 3 } }, { words: { above: 5 } }] }] }
    then: thorough
  - id: by-size
    by: words
    choose: { below 3: quick, below 6: thorough }
  - id: trial
    when: { trial: treatment }
    then: thorough
default: quick
constraints:
  - id: secrets-stay
    when: { secret: true }
    require: { labels: [private] }
`;
}

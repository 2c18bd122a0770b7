/** A policy that asks a better model where the check `is_long` fails; `facts` and `rules` in YAML. */
export function escalatingPolicy({ facts, rules }: { readonly facts: string; readonly rules: string }): string {
  return `policy: support
language: 1
endpoints: { here: { kind: openai, base_url: "http://127.0.0.1:9/v1" } }
models: { fast: { id: m/fast, endpoint: here }, deep: { id: m/deep, endpoint: here } }
tiers:
  thorough: { model: deep, max_tokens: 100 }
  quick: { model: fast, max_tokens: 100, escalate: { when: [failed_check], to: thorough, check: is_long } }
facts: ${facts}
rules: ${rules}
default: quick
`;
}

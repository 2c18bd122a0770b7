/** Ids of models that reason before they answer, whatever they are asked. */
const alwaysReasons = /^(?:o\d|gpt-[5-9](?!.*chat)|deepseek-r\d|deepseek-reasoner|qwq)|[-:]thinking\b/i;

/** Whether a model may think in silence for long before its first token. */
export function asksForReasoning(model: string, body: Readonly<Record<string, unknown>>): boolean {
  const { reasoning, reasoning_effort: effort } = body;
  if (typeof effort === 'string') return effort !== 'none';
  if (typeof reasoning === 'object' && reasoning !== null) return isOn(reasoning);
  return alwaysReasons.test(model.slice(model.lastIndexOf('/') + 1));
}

/** OpenRouter's reasoning object. */
function isOn(reasoning: { readonly enabled?: unknown; readonly effort?: unknown }): boolean {
  return reasoning.enabled !== false && reasoning.effort !== 'none';
}

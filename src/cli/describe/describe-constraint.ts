import type { Cap, Requirement } from '../../policy/policy-document.generated.js';

/** What a requirement asks of every model, each in a few words. */
export function describeRequirement(require: Requirement): string[] {
  const { labels, endpoints, needs, min_context, max_price, zdr, data_collection } = require;
  const prices = [
    max_price?.prompt !== undefined && `${max_price.prompt} USD per million prompt tokens`,
    max_price?.completion !== undefined && `${max_price.completion} USD per million answer tokens`,
  ].filter((price) => typeof price === 'string');
  return [
    labels && `only models labelled ${labels.join(' and ')}`,
    endpoints && `only models at ${endpoints.join(' or ')}`,
    needs && `only models that can do ${needs.join(' and ')}`,
    min_context !== undefined && `only models with a window of ${min_context.toLocaleString('en')} tokens or more`,
    prices.length > 0 && `only models that cost at most ${prices.join(' and ')}`,
    zdr && 'only where no data is kept',
    data_collection && 'only where no data is collected',
  ].filter((words) => typeof words === 'string');
}

export function describeCap(cap: Cap | undefined): string[] {
  return [
    cap?.max_tokens !== undefined && `at most ${cap.max_tokens.toLocaleString('en')} tokens`,
    cap?.cost_usd !== undefined && `at most ${cap.cost_usd} USD an answer`,
  ].filter((words) => typeof words === 'string');
}

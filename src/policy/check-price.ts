import type { LongerPrice, Price, ServiceTierPrice } from './policy-document.generated.js';
import { child, items, type Located, soundChild, valuePlace } from './policy-file.js';
import type { Report } from './report.js';

/** Reports two entries for prompts of one length, of which only one could apply. Their order does not matter. */
export function checkPrice(at: Located<{ readonly price?: Price }>, report: Report): void {
  const price = soundChild(at, 'price');
  if (price === undefined) return;
  checkLonger(price, report);
  const tiers = child(price, 'service_tiers');
  for (const name of Object.keys(tiers?.value ?? {})) {
    const tier = tiers && soundChild(tiers, name);
    if (tier !== undefined) checkLonger(tier, report);
  }
}

function checkLonger(at: Located<Price | ServiceTierPrice>, report: Report): void {
  const longer = soundChild(at, 'longer');
  const first = new Map<number, Located<LongerPrice>>();
  for (const step of longer === undefined ? [] : items(longer)) {
    const { above } = step.value;
    const other = first.get(above);
    if (other === undefined) first.set(above, step);
    else {
      report('duplicate-name', `prompts above ${above} tokens have two prices`, valuePlace(step), {
        help: 'remove one of the two, or give it another `above`',
        related: [{ message: 'the first stands here', place: valuePlace(other) }],
      });
    }
  }
}

import type { Price } from '../policy/policy-document.generated.js';
import { ratesFor } from '../usage/price-rates.js';

/** Sizes of prompts in tokens, both ends included. */
export interface PromptRange {
  readonly from: number;
  readonly to: number;
}

/** What is asked of every model alike, as far as prices depend on it. */
export interface ExpectedRequest {
  readonly promptTokens: number;
  /** Of all answers together. */
  readonly completionTokens: number;
  /** Undefined when there is no saying. */
  readonly images: number | undefined;
}

/**
 * What a request costs at one model, as a line over the size of its prompt, within a range where the rates are the same.
 * In whole units of 1e-15 USD: so equal prices are equal, and where two lines cross can be said exactly.
 */
export interface PriceLine extends PromptRange {
  readonly perToken: bigint;
  readonly fixed: bigint;
}

export const everyPrompt: PromptRange = { from: 0, to: Number.POSITIVE_INFINITY };

const unitsPerUsd = 1e15;

/** The line on which a request lies; undefined when images have a price and there is no saying how many there are. */
export function priceLine(
  price: Price,
  { promptTokens, completionTokens, images }: ExpectedRequest,
): PriceLine | undefined {
  const { request = 0, image = 0, longer = [] } = price;
  if (image > 0 && images === undefined) return undefined;
  const rates = ratesFor(price, promptTokens);
  if (rates === undefined) return undefined;
  const steps = longer.map(({ above }) => above);
  return {
    from: Math.max(0, ...steps.filter((above) => above < promptTokens).map((above) => above + 1)),
    to: Math.min(Number.POSITIVE_INFINITY, ...steps.filter((above) => above >= promptTokens)),
    perToken: perTokenUnits(rates.prompt),
    fixed:
      BigInt(completionTokens) * perTokenUnits(rates.completion) +
      usdUnits(request) +
      BigInt(images ?? 0) * usdUnits(image),
  };
}

export function unitsAt({ perToken, fixed }: PriceLine, promptTokens: number): bigint {
  return fixed + BigInt(promptTokens) * perToken;
}

export function unitsToUsd(units: bigint): number {
  return Number(units) / unitsPerUsd;
}

/** From USD per million tokens, exact to nine decimals. */
function perTokenUnits(rate: number): bigint {
  return BigInt(Math.round(rate * 1e9));
}

/** Exact to twelve decimals. */
function usdUnits(usd: number): bigint {
  return BigInt(Math.round(usd * 1e12)) * 1000n;
}

/**
 * The sizes for which one line stays below another, as it is at some size: `beats` says whether it does where both are
 * equal.
 */
export function staysBelow(lower: PriceLine, other: PriceLine, beats: boolean): PromptRange {
  const gap = other.fixed - lower.fixed - (beats ? 0n : 1n);
  const closing = lower.perToken - other.perToken;
  // gap - closing * tokens must not be below 0.
  if (closing > 0n) return { from: 0, to: Number(gap / closing) };
  if (closing < 0n && gap < 0n) return { from: Number((gap + closing + 1n) / closing), to: Number.POSITIVE_INFINITY };
  return everyPrompt;
}

export function bothRanges(a: PromptRange, b: PromptRange): PromptRange {
  return { from: Math.max(a.from, b.from), to: Math.min(a.to, b.to) };
}

export function inRange({ from, to }: PromptRange, promptTokens: number): boolean {
  return promptTokens >= from && promptTokens <= to;
}

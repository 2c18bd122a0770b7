import type { ExposedExperiment, ExposureContext, ExposureEvent, ExposureResult } from './exposure-event.js';

/** Told of an exposure; GrowthBook's trackingCallback is one. What it does wrong concerns no request. */
export type OnExposure = (
  experiment: ExposedExperiment,
  result: ExposureResult,
  context: ExposureContext,
) => void | Promise<void>;

export interface ExposureTellerOptions {
  readonly onExposure?: OnExposure | undefined;
  /** Tell each key and arm of an experiment once: of the latest so many, or of the latest 100,000. */
  readonly once?: boolean | number | undefined;
  /** Must not throw. */
  readonly emit: (event: ExposureEvent) => void;
}

const defaultMemory = 100_000;

/** Hands exposures to whoever wants to know. */
export function createExposureTeller({ onExposure, once = false, emit }: ExposureTellerOptions) {
  const limit = once === true ? defaultMemory : Number(once);
  /** The one told longest ago comes first. */
  const told = new Set<string>();

  function isNews(event: ExposureEvent): boolean {
    if (limit <= 0) return true;
    const name = nameOf(event);
    const before = told.delete(name);
    told.add(name);
    const [oldest] = told;
    if (told.size > limit && oldest !== undefined) told.delete(oldest);
    return !before;
  }

  return (events: readonly ExposureEvent[]): void => {
    for (const event of events) {
      if (!isNews(event)) continue;
      emit(event);
      if (onExposure !== undefined) void callSafely(onExposure, event);
    }
  };
}

function nameOf({ experiment: { key, seed }, result, context: { policy } }: ExposureEvent): string {
  return JSON.stringify([policy, key, seed, result.key, result.hashAttribute, result.hashValue]);
}

async function callSafely(onExposure: OnExposure, { experiment, result, context }: ExposureEvent): Promise<void> {
  try {
    await onExposure(experiment, result, context);
  } catch (error) {
    const detail = error instanceof Error ? (error.stack ?? error.message) : 'it threw no Error';
    process.emitWarning(`onExposure failed: ${detail}`, 'SignalboxWarning');
  }
}

import type { Reading } from '../facts/reading.js';
import type { ReadsFacts } from './engine.js';

/** Passes reads on, and keeps what each fact gave, in the order of reading. */
export class TracedReadings implements ReadsFacts {
  readonly read: ReadsFacts['read'];
  readonly trace = new Map<string, Reading>();

  /** `onFirst` is told of each fact once, when it is first read. */
  constructor(readings: ReadsFacts, onFirst?: (fact: string, reading: Reading) => void) {
    const keep = (fact: string, reading: Reading): Reading => {
      if (this.trace.has(fact)) return reading;
      this.trace.set(fact, reading);
      onFirst?.(fact, reading);
      return reading;
    };
    this.read = (fact) => {
      const reading = readings.read(fact);
      return reading instanceof Promise ? reading.then((settled) => keep(fact, settled)) : keep(fact, reading);
    };
  }
}

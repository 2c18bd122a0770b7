import type { Alarm, Runtime, SetAlarm } from '../runtime.js';

/** How a world sets alarms: its own way, or by sleeping. In a world that cannot sleep they never come. */
export function alarmsOf({ now, sleep, alarm }: Pick<Runtime, 'now' | 'sleep' | 'alarm'>): SetAlarm {
  return alarm ?? ((milliseconds, callback) => alarmBySleep({ now, sleep }, milliseconds, callback));
}

function alarmBySleep(
  { now, sleep }: Pick<Runtime, 'now' | 'sleep'>,
  milliseconds: number,
  callback: () => void,
): Alarm {
  const setAt = now();
  let nap = new AbortController();
  let inBackground = false;

  async function lieDown(leftMs: number): Promise<void> {
    nap = new AbortController();
    try {
      await sleep(leftMs, nap.signal, { background: inBackground });
    } catch {
      return;
    }
    callback();
  }

  void lieDown(milliseconds);
  return {
    background() {
      if (inBackground) return;
      inBackground = true;
      nap.abort('awake');
      void lieDown(Math.min(milliseconds, Math.max(0, milliseconds - (now() - setAt))));
    },
    callOff: () => nap.abort('awake'),
  };
}

import type { Runtime } from '../runtime.js';
import { createFileSink, type RecordFile } from './file-sink.js';
import type { RecordsLost } from './record-event.js';
import type { RecordSink } from './record-sink.js';
import { createRecorder, type Recorder } from './recorder.js';

/** The recorder for a router's `records` option; undefined when nobody wants records. */
export function recorderFor(
  records: string | RecordFile | RecordSink | undefined,
  runtime: Pick<Runtime, 'sleep'>,
  emit: (event: RecordsLost) => void,
): Recorder | undefined {
  if (records === undefined) return undefined;
  if (typeof records === 'string') return createRecorder({ sink: createFileSink({ file: records }), runtime, emit });
  const sink = 'write' in records ? records : createFileSink(records);
  return createRecorder({ sink, runtime, emit });
}

import { once } from 'node:events';
import { createWriteStream } from 'node:fs';

const tiers = ['quick', 'standard', 'deep'];
const models = ['google/gemini-2.5-flash', 'openai/gpt-4o-mini', 'openai/gpt-4o', 'anthropic/claude-opus-4'];
const tasks = ['summarize', 'classify', 'draft', 'reason', 'code'];
const firstAt = Date.UTC(2026, 0, 1);
const monthMs = 30 * 24 * 3600 * 1000;

/** A file of record lines, and what adding up by hand finds in them: `{ bytes, costMicros }`. */
export async function writeRecords(file, first, count, ofAll) {
  const stream = createWriteStream(file, { highWaterMark: 2 ** 22 });
  let [bytes, costMicros, chunk] = [0, 0, ''];
  for (let index = first; index < first + count; index += 1) {
    const micros = (index * 7919) % 20_000;
    costMicros += micros;
    chunk += line(index, micros, new Date(firstAt + Math.floor((index / ofAll) * monthMs)).toISOString());
    if (chunk.length < 2 ** 20) continue;
    bytes += chunk.length;
    if (!stream.write(chunk)) await once(stream, 'drain');
    chunk = '';
  }
  stream.end(chunk);
  await once(stream, 'finish');
  return { bytes: bytes + chunk.length, costMicros };
}

/** One answered request in the shape of schemas/record.schema.json. */
function line(index, micros, at) {
  const tier = tiers[index % 3];
  const model = models[(index >>> 2) % 4];
  const ms = 200 + ((index * 104_729) % 4_000);
  const prompt = 50 + (index % 1_950);
  const completion = 10 + (index % 490);
  const money = `"cost_usd":${micros / 1e6},"cost_source":"computed"`;
  const usage = `"usage":{"prompt_tokens":${prompt},"completion_tokens":${completion}}`;
  const served = `"slot":"s${(index >>> 2) % 4}","model":"${model}","endpoint":"openrouter"`;
  return `{"v":1,"kind":"request","id":"d-${index}","at":"${at}","policy":"support","version":"3f9c1a2b","reason":"rule","rule":"by-task","tier":"${tier}","outcome":"answered","stream":false,"facts":{"task":"${tasks[index % 5]}","tokens":${prompt}},"unknown":[],"erased":[],"flags":[],"exposures":[],"constraints":[],"chain":["s${(index >>> 2) % 4}"],"max_tokens":512,"attempts":[{${served},"outcome":"ok","started_ms":1,"duration_ms":${ms - 1},${usage},${money}}],"served_by":0,${served},${usage},${money},"duration_ms":${ms}}\n`;
}

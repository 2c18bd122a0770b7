import fc from 'fast-check';
import { expect, it } from 'vitest';
import { RouterError } from '../../src/errors.js';
import { parseChatBody } from '../../src/request/parse-request.js';
import { textOf } from '../../src/request/request-text.js';

/** A body with every field the protocol has a say in. */
const body = {
  messages: [
    { role: 'system', content: 'be brief' },
    {
      role: 'user',
      name: 'ann',
      content: [
        { type: 'text', text: 'see', cache_control: { type: 'ephemeral', ttl: '5m' } },
        { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA', detail: 'low' } },
        { type: 'input_audio', input_audio: { data: 'BBBB', format: 'wav' } },
        { type: 'file', file: { filename: 'taxes.pdf', file_id: 'f', file_data: 'CCCC' } },
        { type: 'video_url', video_url: { url: 'data:video/mp4;base64,DDDD' } },
      ],
    },
    {
      role: 'assistant',
      content: null,
      refusal: null,
      audio: { id: 'a' },
      images: [{ type: 'image_url', image_url: { url: 'data:image/png;base64,EEEE' } }],
      tool_calls: [
        { id: 'c', type: 'function', function: { name: 'f', arguments: '{}' } },
        { id: 'd', type: 'custom', custom: { name: 'g', input: '' } },
      ],
      function_call: { name: 'f', arguments: '{}' },
    },
    { role: 'tool', tool_call_id: 'c', content: 'rain' },
  ],
  tools: [
    { type: 'function', function: { name: 'f', strict: true, parameters: { type: 'object', properties: { q: {} } } } },
    { type: 'custom', custom: { name: 'g', format: { type: 'grammar', grammar: { syntax: 'lark', definition: '' } } } },
  ],
  functions: [{ name: 'f', parameters: {} }],
  tool_choice: { type: 'function', function: { name: 'f' } },
  response_format: { type: 'json_schema', json_schema: { name: 's', schema: { enum: [1, 'a', null] } } },
  modalities: ['text'],
  audio: { voice: 'alloy', format: 'mp3' },
  prediction: { type: 'content', content: [{ type: 'text', text: 'perhaps' }] },
  reasoning: { effort: 'high', max_tokens: 9, summary: 'auto' },
  plugins: [{ id: 'web', max_results: 3, search_prompt: 'look' }],
  provider: { order: ['deepinfra'], max_price: { prompt: 1 } },
  web_search_options: {
    search_context_size: 'low',
    user_location: { type: 'approximate', approximate: { city: 'Ulm' } },
  },
  logit_bias: { 50256: -100 },
  stop: ['END'],
  metadata: { team: 'blue' },
  stream_options: { include_usage: true },
  ...{ temperature: 0.7, seed: 7, n: 1, reasoning_effort: 'low', verbosity: 'low', service_tier: 'auto', usage: {} },
};

/** Names that mean something to the protocol, in a place where they may not. */
const name = fc.constantFrom(
  'role',
  'type',
  'id',
  'url',
  'data',
  'file_data',
  'detail',
  'model',
  'content',
  'x',
  '__proto__',
);
/** Puts a value inside others. */
const wrapping = fc.array(fc.oneof(name, fc.constant(null)), { maxLength: 6 }).map(
  (names) =>
    (value: unknown): unknown =>
      names.reduce<unknown>(
        (inner, key) =>
          key === null
            ? ['y', inner]
            : Object.fromEntries([
                ['z', 1],
                [key, inner],
              ]),
        value,
      ),
);
const marker = fc.constantFrom('512-43-1188', 'ada@example.org', 'two words', '"{\\"', 4111111111111111);
const surroundings = fc.tuple(
  fc.constantFrom('', 'data:text/plain,', 'data:image/png,', 'data:image/png;base64,', 'https://x/', 'AAAA'),
  fc.constantFrom('', ' B', '='),
);

type Place = (change: (holder: Record<string, unknown>, key: string) => void) => void;

/** Every field and item of a body but those that are never sent. */
function placesIn(value: object, places: Place[] = []): Place[] {
  for (const [key, item] of Object.entries(value)) {
    places.push((change) => change(value as Record<string, unknown>, key));
    if (typeof item === 'object' && item !== null) placesIn(item, places);
  }
  return places;
}

it('sees with all a marker that stands anywhere in a body', () => {
  let sent = 0;
  fc.assert(
    fc.property(
      fc.nat(),
      fc.constantFrom('value', 'name', 'further'),
      marker,
      surroundings,
      wrapping,
      (choice, how, mark, [before, after], wrap) => {
        const changed = structuredClone(body);
        const places = placesIn(changed);
        places[choice % places.length]?.((holder, key) => {
          const value = typeof mark === 'number' ? mark : `${before}${mark}${after}`;
          if (how === 'value') holder[key] = wrap(value);
          else if (how === 'name') holder[key] = wrap({ [value]: 1 });
          else if (!Array.isArray(holder)) holder[String(value)] = wrap(1);
          else holder.push(wrap(value));
        });
        const parsed = parsedOrRefused(changed);
        if (parsed === undefined) return;
        sent += 1;
        expect(textOf(parsed, 'all')).toContain(String(mark));
      },
    ),
    { numRuns: 3000 },
  );
  expect(sent).toBeGreaterThan(1000);
});

function parsedOrRefused(changed: object) {
  try {
    return parseChatBody(changed).body;
  } catch (error) {
    if (RouterError.isInstance(error)) return undefined;
    throw error;
  }
}

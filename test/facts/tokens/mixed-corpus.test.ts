import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { get_encoding } from 'tiktoken';
import { describe, expect, it } from 'vitest';
import { loadTokenizer } from '../../../src/facts/tokens/tokenizer.js';

const root = join(import.meta.dirname, '..', '..', '..');
const filesIn = (folder: string, ending: string): readonly string[] =>
  readdirSync(join(root, folder), { recursive: true })
    .map(String)
    .filter((file) => file.endsWith(ending))
    .map((file) => join(folder, file));
const textOf = (files: readonly string[]): string =>
  files.map((file) => readFileSync(join(root, file), 'utf8')).join('\n');

const greetings = [
  'Der Bär läuft über die Straße; „Grüß Gott!“ sagte er.',
  "L'été dernier, j'ai mangé 3,50 € de crêpes à Noël.",
  '¿Dónde está la biblioteca? ¡Mañana, señor!',
  'Съешь же ещё этих мягких французских булок, да выпей чаю.',
  'Ξεσκεπάζω την ψυχοφθόρα βδελυγμία.',
  'הקיץ הזה היה חם מאוד, והים היה שקט.',
  'نص حكيم له سر قاطع وذو شأن عظيم مكتوب على ثوب أخضر.',
  'ऋषियों को सताने वाले दुष्ट राक्षसों के राजा रावण।',
  'เป็นมนุษย์สุดประเสริฐเลิศคุณค่า',
  '키스의 고유조건은 입술끼리 만나야 하고',
  'いろはにほへと ちりぬるを。カタカナもＡＢＣも１２３も。',
  '天地玄黃宇宙洪荒日月盈昃辰宿列張寒來暑往秋收冬藏',
  'Pchnąć w tę łódź jeża lub ośm skrzyń fig. İstanbul’da ılık çay.',
  'Tiếng Việt có nhiều dấu thanh: ngã, hỏi, nặng.',
];
/** Numbers that are the same in every run. */
const noise = (length: number): readonly number[] => {
  let state = 1;
  return Array.from({ length }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return state >>> 16;
  });
};

const corpus: Readonly<Record<string, string>> = {
  prose: textOf(filesIn('docs', '.md')),
  code: textOf(filesIn('src/facts', '.ts')),
  data: readFileSync(join(root, 'package-lock.json'), 'utf8').slice(0, 200_000),
  languages: greetings.map((each) => `${each}\n`.repeat(20)).join(''),
  'languages between each other': noise(2000)
    .map((number) => greetings[number % greetings.length]?.slice(number % 7, (number % 7) + 12))
    .join(''),
  base64: Buffer.from(noise(60_000).map((number) => number & 0xff)).toString('base64'),
  emoji: noise(4000)
    .map((number) => ['😀', '👩‍👩‍👧', '🏽', '❤️', '🇩🇪', ' ', 'a', '🎉'][number % 8])
    .join(''),
  'any code unit': String.fromCharCode(...noise(50_000)),
  'control characters': String.fromCharCode(...noise(20_000).map((number) => number % 0xa0)),
};

describe.each(['o200k_base', 'cl100k_base'] as const)('%s', (encoding) => {
  const reference = get_encoding(encoding);
  const tokenizer = loadTokenizer(encoding);

  it.each(Object.entries(corpus))('counts %s as tiktoken does', async (_, text) => {
    const { at_least, at_most } = await (await tokenizer).count([text]);
    expect(text.length).toBeGreaterThan(10_000);
    expect([at_least, at_most]).toEqual([at_least, at_least]);
    expect(at_least).toBe(reference.encode_ordinary(text).length);
  });
});

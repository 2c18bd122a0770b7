import { randomFillSync } from 'node:crypto';

const idBytes = 16;
const idCharacters = 36;
/** Ids are written so many at once, and cut off one text: who holds one of them holds the text. */
const idsPerText = 16;
const bytesPerText = idsPerText * idBytes;
/** Bytes are drawn for so many texts at once, because drawing a few takes as long. */
const textsPerDraw = 16;

const hexDigits = Buffer.from('0123456789abcdef', 'latin1');
/** Where the digits of each byte stand; the hyphens between them are written once. */
const places = [0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34];

const random = new Uint8Array(textsPerDraw * bytesPerText);
let spent = random.length;
const characters = Buffer.alloc(idsPerText * idCharacters, '-');
let text = '';
let given = 0;

/**
 * A random UUID (RFC 9562, version 4), drawn from where `crypto.randomUUID` draws it. Takes half of its time, and less
 * memory where others that were drawn beside it are kept as well: every decision has an id.
 */
export function randomUuid(): string {
  if (given === text.length) {
    text = writeIds();
    given = 0;
  }
  given += idCharacters;
  return text.slice(given - idCharacters, given);
}

function writeIds(): string {
  if (spent === random.length) {
    randomFillSync(random);
    spent = 0;
  }
  for (let id = 0; id < idsPerText; id += 1) writeId(spent + id * idBytes, id * idCharacters);
  random.fill(0, spent, spent + bytesPerText);
  spent += bytesPerText;
  return characters.toString('latin1');
}

function writeId(from: number, to: number): void {
  random[from + 6] = ((random[from + 6] as number) & 0x0f) | 0x40;
  random[from + 8] = ((random[from + 8] as number) & 0x3f) | 0x80;
  for (let index = 0; index < idBytes; index += 1) {
    const byte = random[from + index] as number;
    const place = to + (places[index] as number);
    characters[place] = hexDigits[byte >> 4] as number;
    characters[place + 1] = hexDigits[byte & 15] as number;
  }
}

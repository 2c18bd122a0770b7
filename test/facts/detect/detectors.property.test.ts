import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasApiKey } from '../../../src/facts/detect/api-key.js';
import { hasCard } from '../../../src/facts/detect/card.js';
import { hasEmail } from '../../../src/facts/detect/email.js';
import { hasIban } from '../../../src/facts/detect/iban.js';
import { hasIp } from '../../../src/facts/detect/ip.js';
import { hasPhone } from '../../../src/facts/detect/phone.js';
import { hasUsSsn } from '../../../src/facts/detect/us-ssn.js';
import { detectIn } from '../../../src/facts/detect-fact.js';
import { finish } from '../support.js';

const digitsOf = (length: number) => fc.stringMatching(new RegExp(`^\\d{${length}}$`));
const words = fc.array(fc.constantFrom('the', 'account', 'of', 'Ann', '(see', 'below)', 'é', '漢字', '😀'), {
  maxLength: 8,
});
/** A piece of data with words around it, apart by white space or punctuation. */
const embedded = (data: fc.Arbitrary<string>) =>
  fc
    .tuple(
      words,
      fc.constantFrom(' ', '\n', ': ', ' "', ' ('),
      data,
      fc.constantFrom(' ', '\n', ', ', '" ', ') '),
      words,
    )
    .map(([before, open, text, close, after]) => `${before.join(' ')}${open}${text}${close}${after.join(' ')}`);

const ssn = fc
  .tuple(fc.integer({ min: 1, max: 899 }), fc.integer({ min: 1, max: 99 }), fc.integer({ min: 1, max: 9999 }))
  .filter(([area]) => area !== 666)
  .chain(([area, group, serial]) =>
    fc.constantFrom('-', ' ').map((between) => [pad(area, 3), pad(group, 2), pad(serial, 4)].join(between)),
  );

const card = fc
  .constantFrom<[string, number]>(
    ['4', 16],
    ['4', 13],
    ['4', 19],
    ['51', 16],
    ['2221', 16],
    ['37', 15],
    ['6011', 16],
    ['36', 14],
  )
  .chain(([prefix, length]) => digitsOf(length - prefix.length - 1).map((rest) => withCheckDigit(prefix + rest)))
  .chain((number) =>
    fc.constantFrom('', ' ', '-').map((between) => number.replace(/(\d{4})(?=\d{3})/g, `$1${between}`)),
  );

const iban = fc
  .constantFrom<[string, number]>(['DE', 18], ['GB', 18], ['NO', 11], ['MT', 27], ['FR', 23])
  .chain(([country, length]) =>
    fc.stringMatching(new RegExp(`^[A-Z0-9]{${length}}$`)).map((account) => withCheckDigits(country, account)),
  )
  .chain((number) => fc.constantFrom('', ' ').map((between) => number.replace(/(.{4})(?=.)/g, `$1${between}`)));

const ipv4 = fc.ipV4().filter((address) => !address.endsWith('.0.0'));
const ipv6 = fc
  .array(fc.stringMatching(/^[\da-f]{1,4}$/), { minLength: 1, maxLength: 5 })
  .map((groups) => `2001:db8::${groups.join(':')}`);
const email = fc
  .tuple(
    fc.stringMatching(/^[a-z]([a-z0-9._+]{0,20}[a-z0-9])?$/),
    fc.stringMatching(/^[a-z][a-z0-9]{0,20}$/),
    fc.constantFrom('com', 'org', 'de'),
  )
  .map(([local, host, top]) => `${local}@${host}.${top}`);
const phone = fc
  .tuple(fc.integer({ min: 200, max: 999 }), digitsOf(3), digitsOf(4))
  .chain(([area, exchange, line]) =>
    fc.constantFrom(
      `${area}-${exchange}-${line}`,
      `${area} ${exchange} ${line}`,
      `(${area}) ${exchange}-${line}`,
      `+1 ${area} ${exchange} ${line}`,
      `+49${area}${exchange}${line}`,
    ),
  );
const apiKey = fc
  .stringMatching(/^[A-Za-z0-9]{48}$/)
  .filter((key) => /\d/.test(key))
  .map((key) => `sk-${key}`);

/** What people and programs put right before and after a piece of data. */
const before = fc.constantFrom('', '7 ', 'id 7 12 ', 'é ', '号', '- ', '*', '=', '("', '…', '😀', '\\n', '\n', '> ');
const after = fc.constantFrom(
  ...[
    '',
    ' 2 of us',
    ' 7 512 43',
    '-Adresse',
    '-based account',
    '--bob',
    '...thanks',
    '. 2',
    '。',
    '的',
    '😀',
    'é',
    '_old',
  ],
  ...['\\n', '>', ', 12', '*', ' - 3', ': 4', '?x=1', '/x', '")'],
);
const beside = (data: fc.Arbitrary<string>) => fc.tuple(before, data, after).map((parts) => parts.join(''));

describe('generated data in a text', () => {
  const kinds: readonly (readonly [string, (text: string) => boolean, fc.Arbitrary<string>])[] = [
    ['social security numbers', hasUsSsn, ssn],
    ['card numbers', hasCard, card],
    ['IBANs', hasIban, iban],
    ['IP addresses', hasIp, ipv4],
    ['IP addresses of version 6', hasIp, ipv6],
    ['e-mail addresses', hasEmail, email],
    ['telephone numbers', hasPhone, phone],
    ['API keys', hasApiKey, apiKey],
  ];

  it.each(kinds)('is found: %s', (_, detect, data) => {
    fc.assert(fc.property(embedded(data), (text) => detect(text)));
  });

  it.each(kinds)('is found whatever stands beside it: %s', (_, detect, data) => {
    fc.assert(
      fc.property(beside(data), (text) => detect(text)),
      { numRuns: 500 },
    );
  });

  it('is not found when one digit of a card or IBAN is changed', () => {
    const changed = (text: string, at: number): string => {
      const positions = [...text].flatMap((character, index) => (/\d/.test(character) ? [index] : [])).slice(2);
      const index = positions[at % positions.length] ?? 2;
      return `${text.slice(0, index)}${(Number(text[index]) + 1) % 10}${text.slice(index + 1)}`;
    };
    fc.assert(fc.property(iban, fc.nat(), (text, at) => !hasIban(changed(text, at))));
    fc.assert(
      fc.property(
        card.filter((text) => /^4\d+$/.test(text)),
        fc.nat(),
        (text, at) => !hasCard(changed(text, at)),
      ),
    );
  });
});

describe('every detector', () => {
  const detectors = { hasUsSsn, hasCard, hasEmail, hasPhone, hasIban, hasIp, hasApiKey };

  const bits = [
    '512-43-1188',
    '4111 1111 1111 1111',
    'jane@example.com',
    '+49 30 901820',
    '(212) 555-0123',
    '2001:db8::1',
  ];
  const parts = fc.oneof(
    fc.constantFrom(
      ...bits,
      'DE89 3704 0044 0532 0130 00',
      '192.168.1.7',
      `sk-${'a1b2'.repeat(6)}`,
      `hf_${'x'.repeat(34)}`,
    ),
    fc.constantFrom(
      'AKIAIOSFODNN7EXAMPLE',
      'xoxb-1-1-1-',
      'sk-sk-',
      'git@host:path',
      'v1.2.3.4',
      '@',
      '.',
      '-',
      ':',
      '\n',
    ),
    fc.string({ unit: fc.constantFrom('1', 'a', ' ', '-', '.', 'é'), maxLength: 4 }),
  );

  it('finds in steps what it finds at once, whatever the steps', () => {
    const text = fc.array(parts, { maxLength: 8 }).map((each) => each.join(''));
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 40 }), (sample, step) => {
        for (const detect of Object.values(detectors)) {
          expect(finish(detectIn(sample, [detect], step))).toBe(detect(sample));
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('gives an answer for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) =>
        Object.values(detectors).every((detect) => typeof detect(text) === 'boolean'),
      ),
    );
  });

  /** Texts that look like the start of something at every place; quadratic time would take minutes. */
  const hostile = [
    '1',
    'a',
    ' ',
    '@',
    '-',
    '.',
    ':',
    '+',
    '(',
    'é',
    '😀',
    '1 ',
    '1-',
    'a@',
    '@a.',
    'DE89',
    'sk-',
    'a:',
    '1.',
    ' +1',
    '4111 ',
    'xoxb-1',
    '1:',
    '@a.js.js.',
    '+(1',
    '2001::1.',
    '4111-1111 ',
  ];
  it.each(hostile)('finishes 1 MiB of %j', (unit) => {
    const text = unit.repeat(Math.ceil(2 ** 20 / unit.length));
    for (const detect of Object.values(detectors)) expect(typeof detect(text)).toBe('boolean');
  });
});

function pad(value: number, length: number): string {
  return String(value).padStart(length, '0');
}

/** Adds the digit that makes the sum by Luhn a multiple of ten. */
function withCheckDigit(number: string): string {
  const sum = [...number].reverse().reduce((total, digit, index) => {
    const value = Number(digit) * (index % 2 === 0 ? 2 : 1);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return number + String((10 - (sum % 10)) % 10);
}

function withCheckDigits(country: string, account: string): string {
  const digits = [...`${account}${country}00`].map((character) => Number.parseInt(character, 36)).join('');
  return `${country}${pad(Number(98n - (BigInt(digits) % 97n)), 2)}${account}`;
}

import { randomUUID } from 'node:crypto';

/** Two hexadecimal digits, in every combination. */
const digits = Array.from({ length: 256 }, (_, value) => value.toString(16).padStart(2, '0'));

/**
 * Gives ids in the form of random UUIDs (version 4). All but the first two digits are drawn once for the 256 ids that
 * differ in these, which takes an eighth of the time. So ids are unique, but no secrets: one tells what others may be.
 */
export function createIdSource(): () => string {
  let made = digits.length;
  let first = 0;
  let rest = '';
  return () => {
    if (made === digits.length) {
      const id = randomUUID();
      first = Number.parseInt(id.slice(0, 2), 16);
      rest = id.slice(2);
      made = 0;
    }
    const id = `${digits[(first + made) % digits.length]}${rest}`;
    made += 1;
    return id;
  };
}

import type { Cheapest, ExcludedSlot } from './chain-part.js';
import type { Among, Cheapest as CheapestDocument } from './policy-document.generated.js';
import { child, keyPlace, type Located, soundChild, valuePlace } from './policy-file.js';
import type { Report } from './report.js';

/** Reports that nobody is left to compete, and an expected answer that is longer than any answer can be. */
export function checkCheapest(
  at: Located<CheapestDocument>,
  { among, excluded, expectedOutput }: Cheapest,
  limit: number | undefined,
  report: Report,
): void {
  if (among.length === 0) {
    const { message, help } = nobody(excluded, at);
    report('no-candidate', message, keyPlace(at), { help });
  }
  const expected = soundChild(at, 'expected_output');
  if (expected === undefined || expectedOutput === undefined || limit === undefined || expectedOutput <= limit) return;
  const message = `an answer cannot have ${expectedOutput} tokens: the limit here is ${limit}`;
  report('invalid-value', message, valuePlace(expected), { help: 'expect at most max_tokens, or raise that' });
}

/** Of many models so many are named. */
const mostTold = 5;

interface Words {
  readonly message: string;
  readonly help: string;
}

function nobody(excluded: readonly ExcludedSlot[], at: Located<CheapestDocument>): Words {
  const [first] = excluded;
  if (first === undefined) return nobodyNamed(child(at, 'among')!);
  const isAlike = excluded.every(({ because }) => because === first.because);
  return isAlike ? allLack(first.because, excluded, at.value) : eachLacks(excluded);
}

function nobodyNamed({ value }: Located<Among>): Words {
  if (typeof value === 'string') {
    const where = value === 'all' ? 'the policy has no model slots' : 'the catalogues list no models';
    return { message: `no model can be chosen by price: ${where}`, help: 'add models' };
  }
  const labels = 'labels' in value ? value.labels : [];
  return {
    message: `no model can be chosen by price: no model slot has all the labels ${labels.join(', ')}`,
    help: 'leave out a label, or give all of them to a model slot',
  };
}

function allLack(
  because: ExcludedSlot['because'],
  excluded: readonly ExcludedSlot[],
  { needs = [], min_context: minimum }: CheapestDocument,
): Words {
  const largest = Math.max(0, ...excluded.map(({ slot }) => slot.context ?? 0));
  switch (because) {
    case 'unknown_price':
      return {
        message: 'no model can be chosen by price: none of them has one',
        help: 'add `price` to the model slots, or name a catalogue that knows them',
      };
    case 'free':
      return {
        message: 'no model can be chosen by price: all of them are free',
        help: 'add `free: true` if free models may be chosen',
      };
    case 'needs':
      return {
        message: `no model can be chosen by price: none of them is known to do ${needs.join(', ')}`,
        help: 'add the `abilities` of the model slots, or leave out what they cannot do',
      };
    case 'settings':
      return {
        message: 'no model can be chosen by price: none of them takes what is set here',
        help: excluded
          .map(({ slot, reason }) => `${slot.name} ${reason}`)
          .slice(0, mostTold)
          .join('; '),
      };
    case 'min_context':
      return {
        message: `no model can be chosen by price: none of them is known to have a window of ${minimum} tokens`,
        help: largest === 0 ? 'add the `context` of the model slots' : `the largest is ${largest}`,
      };
    default:
      return because satisfies never;
  }
}

function eachLacks(excluded: readonly ExcludedSlot[]): Words {
  const told = excluded.slice(0, mostTold).map(({ slot, reason }) => `${slot.name} ${reason}`);
  const more = excluded.length > mostTold ? ['…'] : [];
  return {
    message: `no model can be chosen by price: ${[...told, ...more].join('; ')}`,
    help: 'ask for less, or name other models',
  };
}

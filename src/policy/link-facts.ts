import { messageOf } from '../diagnostics/message-of.js';
import { checkAttribute, checkCustom } from './check-attribute.js';
import { checkBucket } from './check-bucket.js';
import { checkHoldouts } from './check-holdouts.js';
import { checkTimezone } from './check-timezone.js';
import { parseDuration } from './duration.js';
import type { FactDeclaration } from './fact-declaration.js';
import { domainOf } from './fact-domain.js';
import type { ModelSlot } from './model-slot.js';
import { Names } from './names.js';
import { compilePattern } from './pattern.js';
import type {
  AttributeFact,
  BucketFact,
  ClockFact,
  CustomFact,
  Fact,
  HealthFact,
  RegexFact,
} from './policy-document.generated.js';
import { child, isSound, keyPlace, type Located, soundChild, valuePlace, valuePlaces } from './policy-file.js';
import type { PolicyUnits } from './policy-units.js';
import { quote } from './quote.js';
import type { Report } from './report.js';

const reservedNames = new Set(['all', 'any', 'not']);

export function linkFacts(units: PolicyUnits, report: Report): Names<FactDeclaration> {
  const facts = new Names<FactDeclaration>('fact', units.complete.has('facts'), report);
  for (const [name, at] of units.facts) {
    if (reservedNames.has(name)) {
      report('reserved-name', `\`${name}\` is a word of the language and cannot name a fact`, keyPlace(at), {
        help: 'choose another name',
      });
    }
    facts.set(name, linkFact(name, at, report));
  }
  checkHoldouts(units.facts, facts, report);
  return facts;
}

function linkFact(name: string, at: Located<Fact>, report: Report): FactDeclaration | undefined {
  if (!isSound(at) || !checkFact(at, report)) return undefined;
  return {
    name,
    declaration: at.value,
    domain: domainOf(at.value),
    place: keyPlace(at),
    valuePlaces: valuePlaces(at),
  };
}

/** What the schema cannot say. False when something is wrong. */
function checkFact(at: Located<Fact>, report: Report): boolean {
  switch (at.value.from) {
    case 'attribute':
      return checkAttribute(at as Located<AttributeFact>, report);
    case 'custom':
      return checkCustom(at as Located<CustomFact>, report);
    case 'regex':
      return checkPattern(at as Located<RegexFact>, report);
    case 'bucket':
      return checkBucket(at as Located<BucketFact>, report);
    case 'health':
      return checkWindow(at as Located<HealthFact>, report);
    case 'clock':
      return checkTimezone(child(at as Located<ClockFact>, 'timezone'), report);
    case 'tokens':
    case 'words':
    case 'characters':
    case 'turns':
    case 'keywords':
    case 'detect':
    case 'needs':
    case 'model_requested':
    case 'budget':
      return true;
    default:
      return at.value satisfies never;
  }
}

function checkPattern(at: Located<RegexFact>, report: Report): boolean {
  const pattern = child(at, 'pattern')!;
  if (pattern.value.includes('\b')) {
    report('yaml-surprise', 'in double quotes `\\b` is a backspace, not a word boundary', valuePlace(pattern), {
      help: "write the pattern in 'single quotes'",
    });
    return false;
  }
  try {
    compilePattern(pattern.value, at.value.ignore_case === true);
    return true;
  } catch (error) {
    const reason = messageOf(error).replace(/^.*:\s*/s, '');
    const flags = /^\(\?[a-z]+\)/.test(pattern.value)
      ? 'flags inside a pattern are not used; write ignore_case: true'
      : undefined;
    report('regex-syntax', `the pattern is not a regular expression: ${reason}`, valuePlace(pattern), {
      help: flags ?? 'patterns are JavaScript regular expressions, without slashes',
    });
    return false;
  }
}

/** What is kept of attempts: slices of ten seconds over an hour. */
const windowBounds = { fromMs: 30_000, toMs: 60 * 60_000 };

function checkWindow(at: Located<HealthFact>, report: Report): boolean {
  const window = child(at, 'window');
  const windowMs = window === undefined ? windowBounds.fromMs : parseDuration(window.value);
  if (window === undefined || windowMs === undefined) return true;
  if (windowMs >= windowBounds.fromMs && windowMs <= windowBounds.toMs) return true;
  report('invalid-value', `the window ${quote(window.value, window.pointer)} is out of range`, valuePlace(window), {
    help: 'windows of health are from 30s to 1h',
  });
  return false;
}

/** Health facts name model slots, which facts are linked after. */
export function checkHealthFacts(units: PolicyUnits, models: Names<ModelSlot>): void {
  for (const at of units.facts.values()) {
    if (at.value?.from !== 'health' || !isSound(at)) continue;
    const slot = soundChild(at as Located<HealthFact>, 'of');
    if (slot !== undefined) models.find(slot);
  }
}

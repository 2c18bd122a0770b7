import type { DetectFact } from '../policy/policy-document.generated.js';
import { textOf } from '../request/request-text.js';
import { andThen } from './and-then.js';
import { hasApiKey } from './detect/api-key.js';
import { hasCard } from './detect/card.js';
import { hasEmail } from './detect/email.js';
import { hasIban } from './detect/iban.js';
import { hasIp } from './detect/ip.js';
import { hasPhone } from './detect/phone.js';
import { hasUsSsn } from './detect/us-ssn.js';
import type { FactSource } from './fact-source.js';
import { inSteps } from './in-steps.js';

type Kind = DetectFact['kinds'][number];

/** Whether something begins in a text from one place to another. Takes time linear in these. */
type Detector = (text: string, from?: number, to?: number) => boolean;

const detectors: Readonly<Record<Kind, Detector>> = {
  us_ssn: hasUsSsn,
  card: hasCard,
  email: hasEmail,
  phone: hasPhone,
  iban: hasIban,
  ip: hasIp,
  api_key: hasApiKey,
};

/** Whether a text has sensitive data of the chosen kinds. */
export const detectSource: FactSource<DetectFact> = {
  from: 'detect',
  cost: 2,
  prepare({ kinds, text = 'last_user' }) {
    const chosen = kinds.map((kind) => detectors[kind]);
    return ({ request }) => {
      const found = detectIn(textOf(request.body, text), chosen);
      return andThen(inSteps(found), (value) => ({ known: true, value }));
    };
  },
};

/** UTF-16 code units looked at between two yields: some milliseconds, where each looks like the start of something. */
const usualStep = 2 ** 15;

/** Texts of any length are seen whole. */
export function* detectIn(
  text: string,
  detectors: readonly Detector[],
  step = usualStep,
): Generator<undefined, boolean> {
  for (let from = 0; from < text.length; from += step) {
    if (from > 0) yield;
    const to = Math.min(from + step, text.length);
    if (detectors.some((detect) => detect(text, from, to))) return true;
  }
  return false;
}

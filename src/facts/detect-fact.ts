import type { DetectFact } from '../policy/policy-document.generated.js';
import { textOf } from '../request/request-text.js';
import { hasApiKey } from './detect/api-key.js';
import { hasCard } from './detect/card.js';
import { hasEmail } from './detect/email.js';
import { hasIban } from './detect/iban.js';
import { hasIp } from './detect/ip.js';
import { hasPhone } from './detect/phone.js';
import { hasUsSsn } from './detect/us-ssn.js';
import type { FactSource } from './fact-source.js';

type Kind = DetectFact['kinds'][number];

/** Each takes time linear in the text, so texts of any length are seen whole. */
const detectors: Readonly<Record<Kind, (text: string) => boolean>> = {
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
      const seen = textOf(request.body, text);
      return { known: true, value: chosen.some((detect) => detect(seen)) };
    };
  },
};

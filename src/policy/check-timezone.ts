import { didYouMean } from '../diagnostics/did-you-mean.js';
import { type Located, valuePlace } from './policy-file.js';
import { quote } from './quote.js';
import type { Report } from './report.js';

/** Whether there is a time zone of this name; UTC where none is written. */
export function checkTimezone(at: Located<string> | undefined, report: Report): boolean {
  if (at === undefined) return true;
  try {
    new Intl.DateTimeFormat('en', { timeZone: at.value });
    return true;
  } catch {
    const meant = didYouMean(at.value, Intl.supportedValuesOf('timeZone'));
    report('unknown-name', `there is no time zone ${quote(at.value, at.pointer)}`, valuePlace(at), {
      help: meant === undefined ? 'write an IANA name, such as Europe/Berlin' : `did you mean \`${meant}\`?`,
    });
    return false;
  }
}

import type { KeywordsFact } from '../policy/policy-document.generated.js';
import { textOf } from '../request/request-text.js';
import type { FactSource } from './fact-source.js';
import { foldedTextOf } from './folded-text.js';
import { createKeywordMatcher } from './keyword-matcher.js';

export const keywordsSource: FactSource<KeywordsFact> = {
  from: 'keywords',
  cost: 2,
  prepare({ keywords, match = 'word', ignore_case: ignoreCase = true, text = 'last_user' }) {
    const matches = createKeywordMatcher(keywords, { match, ignoreCase });
    const read = ignoreCase ? foldedTextOf : textOf;
    return ({ request }) => ({ known: true, value: matches(read(request.body, text)) });
  },
};

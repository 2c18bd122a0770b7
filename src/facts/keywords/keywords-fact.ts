import type { KeywordsFact } from '../../policy/policy-document.generated.js';
import { andThen } from '../and-then.js';
import type { FactSource } from '../fact-source.js';
import { inSteps } from '../in-steps.js';
import { KeywordGroups } from './keyword-group.js';

export const keywordsSource: FactSource<KeywordsFact> = {
  from: 'keywords',
  cost: 2,
  async prepare({ keywords, match = 'word', ignore_case: ignoreCase = true, text = 'last_user' }, { shared }) {
    const find = await shared(newGroups).add({ keywords, match }, { text, ignoreCase });
    return ({ request }) => andThen(inSteps(find(request.body)), (value) => ({ known: true, value }));
  },
};

const newGroups = (): KeywordGroups => new KeywordGroups();

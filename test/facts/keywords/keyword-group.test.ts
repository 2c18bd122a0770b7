import { describe, expect, it } from 'vitest';
import { KeywordGroups } from '../../../src/facts/keywords/keyword-group.js';
import type { ChatBody } from '../../../src/request/routing-request.js';

const reading = { text: 'last_user', ignoreCase: true } as const;
const body: ChatBody = { messages: [{ role: 'user', content: 'Ships on Monday' }] };

describe('facts that look for keywords', () => {
  it('each find their own, also those that are added when others have been made ready', async () => {
    const groups = new KeywordGroups();
    const list = (...keywords: string[]) => groups.add({ keywords, match: 'word' }, reading);
    const [monday, friday] = await Promise.all([list('monday'), list('friday')]);
    const [ships, trains] = [await list('ships'), await list('trains')];
    const found = [monday, friday, ships, trains].map((find) => find(body).next());
    expect(found).toEqual([true, false, true, false].map((value) => ({ done: true, value })));
  });
});

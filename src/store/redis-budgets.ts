import type { AccountState, BudgetStore } from '../execute/store.js';
import {
  listAccountsScript,
  markSentScript,
  readAccountsScript,
  reserveScript,
  resetAccountScript,
  settleScript,
} from './redis-scripts.js';
import type { RedisAccess } from './redis-store.js';

/** Accounts told by one script: a list of many is asked for in parts, so that the server is not held up. */
const accountsPerPart = 1_000;

/** Budgets of all processes on one server. */
export function redisBudgets({ client, key, time }: RedisAccess): BudgetStore {
  const start = key('account:');
  const accountKey = (account: string): string => start + account;
  const common = [key('leases'), key('accounts')];
  const asked = (...args: readonly string[]): string[] => [time(), key('reservation:'), ...args];

  return {
    async reserve({ id, leaseMs, holds }) {
      const keys = [...common, ...holds.map(({ account }) => accountKey(account))];
      const figures = holds.flatMap(({ amount, limit, keepMs }) => [
        text(amount),
        text(limit),
        text(Math.ceil(keepMs)),
      ]);
      const [reserved, ...numbers] = numbersOf(
        await reserveScript(client, keys, asked(id, text(Math.ceil(leaseMs)), ...figures)),
      );
      if (reserved === 1) return { kind: 'reserved', states: statesOf(numbers) };
      const [index = 0, spent = 0, held = 0] = numbers;
      return { kind: 'exceeded', index, state: { spent, held } };
    },
    markSent: async (id) => (await markSentScript(client, common, asked(id))) === 1,
    settle: async (id, amounts) => (await settleScript(client, common, asked(id, ...amounts.map(text)))) === 1,
    async read(accounts) {
      const keys = [...common, ...accounts.map(accountKey)];
      return statesOf(numbersOf(await readAccountsScript(client, keys, asked())));
    },
    async list() {
      const found = new Map<string, AccountState>();
      for (let from = 0; ; from += accountsPerPart) {
        const range = asked(text(from), text(from + accountsPerPart - 1));
        const part = (await listAccountsScript(client, common, range)) as readonly (string | number)[];
        for (let at = 0; at < part.length; at += 3) {
          const account = String(part[at]).slice(start.length);
          found.set(account, { spent: Number(part[at + 1]), held: Number(part[at + 2]) });
        }
        if (part.length < accountsPerPart * 3) break;
      }
      return [...found].map(([account, state]) => ({ account, ...state }));
    },
    async reset(account) {
      await resetAccountScript(client, [accountKey(account)], []);
    },
  };
}

/** A whole number in digits. */
function text(amount: number): string {
  if (!Number.isSafeInteger(amount)) throw new RangeError(`${amount} is no whole number that can be kept exactly`);
  return String(amount);
}

function numbersOf(answer: unknown): readonly number[] {
  return (answer as readonly unknown[]).map(Number);
}

function statesOf(numbers: readonly number[]): readonly AccountState[] {
  const states: AccountState[] = [];
  for (let at = 0; at < numbers.length; at += 2) states.push({ spent: numbers[at] ?? 0, held: numbers[at + 1] ?? 0 });
  return states;
}

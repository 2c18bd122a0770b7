import type { Fact, TextSelection } from '../../policy/policy-document.generated.js';

/** Where a fact's value comes from, as part of a sentence: `the attribute user.tier: free or pro; default free`. */
export function describeFact(fact: Fact): string {
  switch (fact.from) {
    case 'attribute': {
      const fallback = fact.default === undefined ? '' : `; default ${fact.default}`;
      return `the attribute ${fact.path}${typed(fact.type, fact.one_of)}${fallback}`;
    }
    case 'custom':
      return `a function of the service${typed(fact.type, fact.one_of)}`;
    case 'tokens':
      return `the number of tokens of ${fact.text === undefined ? 'the whole request' : textOf(fact.text)}`;
    case 'words':
    case 'characters':
      return `the number of ${fact.from} in ${textOf(fact.text)}`;
    case 'turns':
      return 'the number of user messages';
    case 'regex':
      return `whether ${textOf(fact.text)} matches /${fact.pattern}/${fact.ignore_case === true ? 'i' : ''}`;
    case 'keywords': {
      const where = fact.match === 'substring' ? ', inside words too' : '';
      const how = fact.ignore_case === false ? ', in exactly this case' : '';
      return `whether ${textOf(fact.text)} has ${either(fact.keywords.map(quoted))}${where}${how}`;
    }
    case 'detect':
      return `whether ${textOf(fact.text)} has ${either(fact.kinds.map((kind) => kindNames[kind]))}`;
    case 'needs':
      return 'what the request needs of a model: tools, vision, audio, json_schema';
    case 'model_requested':
      return 'the model that the caller named';
    case 'bucket': {
      const arms = fact.arms.map(({ name, percent }) => `${name} ${percent} %`).join(', ');
      const covered = fact.coverage === undefined ? '' : `; ${fact.coverage} % of keys take part`;
      const held = fact.holdout === undefined ? '' : `; not for ${fact.holdout.arm} of ${fact.holdout.fact}`;
      const kept = fact.sticky === undefined || fact.sticky === false ? '' : '; keys stay in their arm';
      const key = fact.fallback_key === undefined ? fact.key : `${fact.key}, else ${fact.fallback_key}`;
      return `an arm of an experiment by ${key}: ${arms}${covered}${held}${kept}`;
    }
    case 'clock':
      return `the ${fact.part} in ${fact.timezone}`;
    case 'budget':
      return `percent of the budget ${fact.of} that is used`;
    case 'health': {
      const measure =
        fact.measure === 'failure_rate' ? 'percent of failed attempts' : '95th percentile of latency in ms';
      return `the ${measure} of ${fact.of} over the last ${fact.window ?? '5m'}`;
    }
    default:
      return fact satisfies never;
  }
}

const texts: Readonly<Record<TextSelection, string>> = {
  last_user: 'the last user message',
  user: 'any user message',
  system: 'the system messages',
  all: 'anything that is sent',
};

function textOf(text: TextSelection | undefined): string {
  return texts[text ?? 'last_user'];
}

const kindNames: Readonly<Record<Extract<Fact, { from: 'detect' }>['kinds'][number], string>> = {
  us_ssn: 'a US social security number',
  card: 'a payment card number',
  email: 'an e-mail address',
  phone: 'a phone number',
  iban: 'an IBAN',
  ip: 'an IP address',
  api_key: 'an API key',
};

function typed(type: string | undefined, oneOf: readonly (string | number | boolean)[] | undefined): string {
  if (oneOf !== undefined) return `: ${either(oneOf.map(String))}`;
  return type === undefined || type === 'string' ? '' : ` (a ${type})`;
}

function quoted(word: string): string {
  return `“${word}”`;
}

/** `a, b or c`. */
function either(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}

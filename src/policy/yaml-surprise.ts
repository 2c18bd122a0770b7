/** What a plain scalar turns out to be, and how to write what was meant. */
export interface YamlSurprise {
  readonly message: string;
  readonly help: string;
}

const yes = /^(?:yes|y|on)$/i;
const no = /^(?:no|n|off)$/i;

/** A plain number that is read differently from how it looks, wherever it stands. */
export function surprisingNumber(source: string, value: number): YamlSurprise | undefined {
  if (!Number.isFinite(value)) {
    return { message: `\`${source}\` is not a number that a policy can use`, help: 'write a finite number' };
  }
  if (/^[-+]?0[0-9]+$/.test(source)) {
    return {
      message: `\`${source}\` is the number ${value} in YAML 1.2 and an octal number in YAML 1.1`,
      help: `write ${value} for the number, or "${source}" in quotes for the text`,
    };
  }
  if (/^[-+]?0[ox]/i.test(source)) {
    return {
      message: `\`${source}\` is the number ${value}, written as ${/o/i.test(source) ? 'an octal' : 'hexadecimal'}`,
      help: `write ${value} for the number, or "${source}" in quotes for the text`,
    };
  }
  if (Number.isInteger(value) && !Number.isSafeInteger(value) && /^[-+]?[0-9]+$/.test(source)) {
    return {
      message: `\`${source}\` is too large to be kept exactly: it becomes ${BigInt(value)}`,
      help: `write "${source}" in quotes for the text, or a number below 2^53`,
    };
  }
  return undefined;
}

/** A plain text that looks like a boolean where one is wanted. */
export function textForBoolean(source: string): YamlSurprise | undefined {
  const meant = yes.test(source) ? 'true' : no.test(source) ? 'false' : undefined;
  if (meant === undefined) return undefined;
  return { message: `\`${source}\` is a text in YAML 1.2, not a boolean`, help: `write ${meant}` };
}

/** A plain text that looks like a number where one is wanted. */
export function textForNumber(source: string): YamlSurprise | undefined {
  const grouped = /^[-+]?[0-9]{1,3}(?:[_,'’][0-9]{3})+(?:\.[0-9]+)?$|^[-+]?[0-9]+(?:_[0-9]+)+(?:\.[0-9]+)?$/.test(
    source,
  );
  if (grouped) {
    return {
      message: `\`${source}\` is a text in YAML 1.2, not a number`,
      help: `write ${source.replace(/[_,'’]/g, '')}`,
    };
  }
  if (/^[-+]?[0-9]+(?::[0-5]?[0-9])+(?:\.[0-9]*)?$/.test(source)) {
    const value = source.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
    return {
      message: `\`${source}\` is a text in YAML 1.2, and was the number ${value} in YAML 1.1`,
      help: 'write a plain number',
    };
  }
  if (/^0[bB][01_]+$/.test(source)) {
    return {
      message: `\`${source}\` is a text in YAML 1.2, not a number`,
      help: `write ${Number.parseInt(source.slice(2).replaceAll('_', ''), 2)}`,
    };
  }
  if (/^[-+]?[0-9.]+%$/.test(source)) {
    return { message: `\`${source}\` is a text, not a number`, help: `write ${source.slice(0, -1)}` };
  }
  return undefined;
}

/** How to write a number or boolean that quotes, or a sign of money, make a text; undefined when it is neither. */
export function withoutQuotes(text: string, type: 'number' | 'boolean'): string | undefined {
  const value = type === 'number' ? /^[-+]?(?:\d+(?:\.\d*)?|\.\d+)$/ : /^(?:true|false)$/;
  const [, amount] = type === 'number' ? (/^\$ ?(\d+(?:\.\d+)?)$/.exec(text) ?? []) : [];
  if (amount !== undefined) return `write ${amount}, without the $`;
  return value.test(text) ? `write ${text}, without quotes` : undefined;
}

/** A plain number or boolean where a text is wanted. */
export function valueForText(source: string, value: number | boolean): YamlSurprise {
  const read = typeof value === 'boolean' ? `the boolean ${value}` : `the number ${value}`;
  return { message: `\`${source}\` is ${read} in YAML, not a text`, help: `write "${source}" in quotes` };
}

/** Nothing, where something is wanted. */
export function emptyValue(label: string, source: string | undefined): YamlSurprise {
  return source === undefined || source === ''
    ? { message: `${label} has no value`, help: 'give it a value, or remove the key' }
    : {
        message: `${label} has no value: \`${source}\` means nothing in YAML`,
        help: `give it a value, or write "${source}" in quotes for the text`,
      };
}

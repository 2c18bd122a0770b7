import { isSecretName, secretLooks } from './secret.js';

/** Part of a text, from `start` up to but not including `end`, in UTF-16 code units. */
export interface TextSpan {
  readonly start: number;
  readonly end: number;
}

const keys = /(?:^|(?<=[\s{,[?]))(?:"([^"\n]*)"|'([^'\n]*)'|([A-Za-z0-9_.-]+))[ \t]*:(?=["'[{]|\s|$)/gm;
/** `{ env: NAME }` in either style: the name of a variable is not a secret. */
const reference = /^\s*(?:\{\s*env\s*:\s*[A-Z_][A-Z0-9_]*\s*\}|env\s*:\s*[A-Z_][A-Z0-9_]*)\s*$/;

/**
 * The parts of a YAML text that may be secrets: values under keys such as api_key, and whatever looks like a key.
 * Works on the text alone, because it must also hold for a file that is not YAML; where in doubt it takes more.
 */
export function secretSpans(text: string): TextSpan[] {
  const spans: TextSpan[] = secretLooks(text);
  for (const match of text.matchAll(keys)) {
    if (!isSecretName(match[1] ?? match[2] ?? match[3] ?? '')) continue;
    const lineStart = text.lastIndexOf('\n', match.index - 1) + 1;
    const span = valueSpan(text, match.index + match[0].length, lineStart, match.index);
    const value = text.slice(span.start, span.end).trimEnd();
    if (value.trim() !== '' && !reference.test(value))
      spans.push({ start: span.start, end: span.start + value.length });
  }
  return merge(spans);
}

function merge(spans: readonly TextSpan[]): TextSpan[] {
  const merged: TextSpan[] = [];
  for (const span of spans.toSorted((a, b) => a.start - b.start)) {
    const last = merged.at(-1);
    if (last === undefined || span.start >= last.end) merged.push(span);
    else merged[merged.length - 1] = { start: last.start, end: Math.max(last.end, span.end) };
  }
  return merged;
}

function valueSpan(text: string, afterColon: number, lineStart: number, keyStart: number): TextSpan {
  const start = skipBlanks(text, afterColon);
  const first = text[start];
  if (first === '"' || first === "'") return { start, end: closingQuote(text, start) };
  if (first === '{' || first === '[') {
    const end = closingBracket(text, start);
    if (end !== undefined) return { start, end };
  }
  const inFlow = opensFlow(text.slice(lineStart, keyStart));
  const lineEnd = endOfLine(text, start);
  if (inFlow && start < lineEnd) return { start, end: start + text.slice(start, lineEnd).search(/[,}\]]|$/) };
  return { start, end: endOfBlock(text, lineEnd, keyStart - lineStart) };
}

function skipBlanks(text: string, at: number): number {
  let next = at;
  while (text[next] === ' ' || text[next] === '\t') next += 1;
  return next;
}

function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
}

function closingQuote(text: string, start: number): number {
  const quote = text[start];
  for (let at = start + 1; at < text.length; at += 1) {
    if (quote === '"' && text[at] === '\\') at += 1;
    else if (text[at] === quote && text[at + 1] !== quote) return at + 1;
    else if (text[at] === quote) at += 1;
  }
  return text.length;
}

function closingBracket(text: string, start: number): number | undefined {
  let depth = 0;
  for (let at = start; at < text.length; at += 1) {
    const character = text[at];
    if (character === '"' || character === "'") at = closingQuote(text, at) - 1;
    else if (character === '{' || character === '[') depth += 1;
    else if (character === '}' || character === ']') depth -= 1;
    if (depth === 0) return at + 1;
  }
  return undefined;
}

function opensFlow(beforeKey: string): boolean {
  let depth = 0;
  for (const character of beforeKey) {
    if (character === '{' || character === '[') depth += 1;
    if (character === '}' || character === ']') depth -= 1;
  }
  return depth > 0;
}

/** Goes on over lines that belong to the value: blank, indented more than its key, or neither an entry nor a key. */
function endOfBlock(text: string, lineEnd: number, keyColumn: number): number {
  let end = lineEnd;
  while (end < text.length) {
    const next = endOfLine(text, end + 1);
    const line = text.slice(end + 1, next);
    const indent = line.search(/\S/);
    const startsAnother = indent <= keyColumn && /^\s*(?:[^\s:]+\s*:(\s|$)|[}\]#]|-\s|---|\.\.\.)/.test(line);
    const sameList = indent === keyColumn && /^\s*-\s/.test(line);
    if (indent >= 0 && startsAnother && !sameList) break;
    end = next;
  }
  return end;
}

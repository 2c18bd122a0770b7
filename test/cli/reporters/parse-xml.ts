/** An element of a parsed document. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: XmlElement[];
  text: string;
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** A strict reader for the little XML that reports use: throws on anything that is not well-formed. */
export function parseXml(source: string): XmlElement {
  const declaration = '<?xml version="1.0" encoding="UTF-8"?>';
  if (!source.startsWith(declaration)) throw new Error('no declaration');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: XML forbids them
  if (/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]|\p{Cs}/u.test(source))
    throw new Error('forbidden character');
  const root: XmlElement = { name: '', attributes: {}, children: [], text: '' };
  const open: XmlElement[] = [root];
  const token = /<\/([\w-]+)>|<([\w-]+)((?:\s[\w-]+="[^"<]*")*)(\/?)>|([^<]+)|(.)/gsu;
  for (const match of source.slice(declaration.length).matchAll(token)) {
    const top = open.at(-1);
    if (top === undefined) throw new Error('nothing is open');
    const [, close, name, attributes = '', empty, text, odd] = match;
    if (odd !== undefined) throw new Error(`unexpected ${odd} at ${match.index}`);
    if (text !== undefined) top.text += plainText(text);
    else if (close !== undefined) {
      if (top.name !== close) throw new Error(`${close} closes ${top.name}`);
      open.pop();
    } else if (name !== undefined) {
      const element: XmlElement = { name, attributes: readAttributes(attributes), children: [], text: '' };
      top.children.push(element);
      if (empty !== '/') open.push(element);
    }
  }
  const [document] = root.children;
  if (document === undefined || root.children.length > 1 || open.length > 1) throw new Error('not one root');
  return document;
}

function readAttributes(text: string): Record<string, string> {
  const pairs = [...text.matchAll(/([\w-]+)="([^"]*)"/g)].map(([, key = '', value = '']) => [key, plainText(value)]);
  if (new Set(pairs.map(([key]) => key)).size < pairs.length) throw new Error('attribute twice');
  return Object.fromEntries(pairs);
}

function plainText(text: string): string {
  return text.replace(/&(?:#(\d+)|(\w*));?/g, (whole, code?: string, name?: string) => {
    const character = code !== undefined ? String.fromCodePoint(Number(code)) : entities[name ?? ''];
    if (character === undefined || !whole.endsWith(';')) throw new Error(`bad entity ${whole}`);
    return character;
  });
}

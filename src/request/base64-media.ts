/** The beginning of a URL that carries its bytes: media type, parameters, and that they are in base64 (RFC 2397). */
const header = /^data:([a-z]+)\/[\w.+-]{1,100}(?:;[\w.+-]{1,40}=[\w.+-]{1,40}){0,4};base64,/i;

/** Whether a text is a `data:` URL whose bytes are in base64; with a type, of media of this type, such as `image`. */
export function isBase64Url(text: string, type?: string): boolean {
  const [start, actual = ''] = header.exec(text) ?? [];
  if (start === undefined || (type !== undefined && actual.toLowerCase() !== type)) return false;
  return isBase64(text.slice(start.length));
}

/** Whether a text is base64 (RFC 4648, section 4), in lines or not. It is not decoded. */
export function isBase64(text: string): boolean {
  const padding = text.indexOf('=');
  return !/[^A-Za-z0-9+/=\r\n]/.test(text) && (padding < 0 || padding >= text.length - 2);
}

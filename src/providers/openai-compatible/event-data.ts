import { decode, joined, unreadable } from './body-bytes.js';

/** A line of a stream, and the data of an event, may have so many bytes; an image in base64 fits. */
const maxLineBytes = 4 * 1024 * 1024;

/**
 * Reads server-sent events (HTML standard, 9.2.6) out of bytes that come in packets of any size: what stands under
 * `data`, event by event. All else in them tells a client of chat completions nothing.
 */
export interface EventData {
  /** The events that these bytes complete. Throws a ProviderError for what is too long, or not valid UTF-8. */
  push(bytes: Uint8Array): readonly string[];
  /** No more bytes come; an event that is not complete is dropped, as the standard says. Throws like push. */
  end(): void;
}

export function readEventData(): EventData {
  let parts: Uint8Array[] = [];
  let length = 0;
  let endedWithReturn = false;
  /** Of the event that is not complete. */
  let data: string | undefined;

  /** The lines that are complete now; a character is never split between them. */
  function completeLines(bytes: Uint8Array): string {
    const end = Math.max(bytes.lastIndexOf(lineFeed), bytes.lastIndexOf(carriageReturn)) + 1;
    if (end === 0) {
      keep(bytes);
      return '';
    }
    parts.push(bytes.subarray(0, end));
    const lines = joined(parts, length + end);
    parts = [];
    length = 0;
    if (end < bytes.length) keep(bytes.subarray(end));
    return decode(lines, 'stream');
  }

  function keep(bytes: Uint8Array): void {
    parts.push(bytes);
    length += bytes.length;
    if (length > maxLineBytes) throw tooLong();
  }

  /** With one kind of line end: the others are a carriage return, and one with a line feed after it. */
  function normalized(lines: string): string {
    const text = endedWithReturn && lines.startsWith('\n') ? lines.slice(1) : lines;
    endedWithReturn = lines.endsWith('\r');
    return text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
  }

  function take(line: string): void {
    const value = dataOf(line);
    if (value === undefined) return;
    data = data === undefined ? value : `${data}\n${value}`;
    if (data.length > maxLineBytes) throw tooLong();
  }

  return {
    push(bytes) {
      const lines = completeLines(bytes);
      const events: string[] = [];
      if (lines === '') return events;
      const text = normalized(lines);
      for (let start = 0; start < text.length; ) {
        const end = text.indexOf('\n', start);
        if (end > start) take(text.slice(start, end));
        else if (data !== undefined) {
          events.push(data);
          data = undefined;
        }
        start = end + 1;
      }
      return events;
    },
    end() {
      decode(joined(parts, length), 'stream');
    },
  };
}

const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/** What a line says under `data`; undefined for other fields and comments. */
function dataOf(line: string): string | undefined {
  if (line.startsWith('data:')) return line.slice(line[5] === ' ' ? 6 : 5);
  return line === 'data' ? '' : undefined;
}

function tooLong(): Error {
  return unreadable('stream', 'too_large', 'a line of the stream is too long');
}

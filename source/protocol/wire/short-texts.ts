/*
 * Names are short, and few beside the messages that carry them. Those read last are kept, each in the one place that its bytes give it: found
 * there, nothing is decoded, and the text is the same object as before, of which a map knows the hash code. Results never depend on it.
 */

/** Longer text is left to Node, read and written: a call into it costs less than so many characters one by one. */
export const shortTextMax = 32;

const places = 1024;
const known: string[] = new Array(places).fill('');
const asciiMax = 0x7f;

/** Text of at most `shortTextMax` bytes; undefined when one of them is no ASCII. */
export function shortTextAt(bytes: Buffer, at: number, length: number): string | undefined {
  let mixed = length;
  let all = 0;
  for (let index = at; index < at + length; index++) {
    const byte = bytes[index] as number;
    mixed = (Math.imul(mixed, 31) + byte) | 0;
    all |= byte;
  }
  if (all > asciiMax) return undefined;
  const place = (mixed ^ (mixed >>> 10)) & (places - 1);
  const found = known[place] as string;
  if (isAt(found, bytes, at, length)) return found;
  const text = bytes.toString('latin1', at, at + length);
  known[place] = text;
  return text;
}

function isAt(text: string, bytes: Buffer, at: number, length: number): boolean {
  if (text.length !== length) return false;
  for (let index = 0; index < length; index++) if (text.charCodeAt(index) !== bytes[at + index]) return false;
  return true;
}

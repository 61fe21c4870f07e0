/*
 * A hash is text in memory and bytes on the wire, and every fetch crosses that border four times with one of rather few hashes. Those met
 * last are kept in both forms, each in the one place that its first bits give it: found there, nothing is converted, and the text is the
 * same object as before, of which a map knows the hash code. What is not found is converted as ever, so results never depend on it.
 */

/** Bytes of a SHA-256. */
export const hashBytes = 32;

interface Known {
  readonly text: string;
  readonly bytes: Uint8Array;
}

const places = 1024;
const known: (Known | undefined)[] = new Array(places).fill(undefined);

/** The 32 bytes from `at` on as lower-case hexadecimal digits. */
export function hashToText(from: Buffer, at: number): string {
  const place = (((from[at] as number) << 8) | (from[at + 1] as number)) % places;
  const found = known[place];
  if (found !== undefined && isAt(found.bytes, from, at)) return found.text;
  const text = from.toString('hex', at, at + hashBytes);
  known[place] = { text, bytes: new Uint8Array(from.subarray(at, at + hashBytes)) };
  return text;
}

/** The bytes of 64 hexadecimal digits; not to be changed. */
export function hashFromText(text: string): Uint8Array {
  let place = 0;
  for (let index = 0; index < 4; index++) place = (place << 4) | digitOf(text.charCodeAt(index));
  place %= places;
  const found = known[place];
  if (found?.text === text) return found.bytes;
  const bytes = new Uint8Array(Buffer.from(text, 'hex'));
  known[place] = { text: text.toLowerCase(), bytes };
  return bytes;
}

/** Value of a lower- or upper-case hexadecimal digit's character code. */
function digitOf(code: number): number {
  return code < 58 ? code - 48 : (code | 32) - 87;
}

function isAt(bytes: Uint8Array, other: Buffer, at: number): boolean {
  for (let index = 0; index < hashBytes; index++) if (bytes[index] !== other[at + index]) return false;
  return true;
}

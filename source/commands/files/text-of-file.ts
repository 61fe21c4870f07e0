import { isUtf8 } from 'node:buffer';
import { UsageError } from '../usage-error.ts';
import { readNamedFile } from './named-file.ts';

/** Far more than the answers of a class of hundreds, and read in a moment. */
const bytesMax = 1_000_000;

/** The text of a file that a person wrote; a mark of byte order before it is ignored. `label`: what a refusal calls it. Throws UsageError for anything but UTF-8, and says what it is. */
export function textOfFile(file: string, label: string): string {
  const bytes = readNamedFile(file, { label, bytesMax });
  const refuse = (what: string): never => {
    throw new UsageError(`${label} cannot be read: ${what}; save it as UTF-8`);
  };
  const wide = wideEncodingOf(bytes);
  if (wide !== undefined) return refuse(`it is ${wide}`);
  const text = new TextDecoder().decode(bytes);
  if (!isUtf8(bytes)) {
    const { offset, place } = firstWrongByte(bytes, text);
    const byte = bytes[offset]?.toString(16).toUpperCase();
    return refuse(`${place} is the byte ${byte}, which is not UTF-8; it looks like Latin-1 (ISO 8859-1, Windows-1252)`);
  }
  return bytes.includes(0) ? refuse('it holds bytes of value 0, and is no text') : text;
}

/** The name of an encoding with two or four bytes a character, told by its mark, else by the zeros beside Latin letters. Undefined: it is none. */
function wideEncodingOf(bytes: Buffer): string | undefined {
  const mark = bytes.subarray(0, 4).toString('hex');
  if (mark === 'fffe0000' || mark === '0000feff') return 'UTF-32';
  if (mark.startsWith('fffe') || mark.startsWith('feff')) return 'UTF-16';
  const start = bytes.subarray(0, 1000);
  const zeros = start.filter((byte) => byte === 0).length;
  if (zeros * 3 < start.length || zeros === 0) return undefined;
  return zeros * 3 > start.length * 2 ? 'UTF-32' : 'UTF-16';
}

/** The first byte that comes out differently when the text is encoded again. */
function firstWrongByte(bytes: Buffer, text: string): { readonly offset: number; readonly place: string } {
  const again = Buffer.from(text);
  const offset = bytes.findIndex((byte, index) => byte !== again[index]);
  const before = bytes
    .subarray(0, offset)
    .toString()
    .split(/\r\n|\r|\n/);
  return { offset, place: `line ${before.length}, column ${(before.at(-1) ?? '').length + 1}` };
}

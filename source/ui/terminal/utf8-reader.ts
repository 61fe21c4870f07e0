/** Puts characters together from bytes of UTF-8. */
export interface Utf8Reader {
  /** The character that this byte ends; undefined: it goes on, or these bytes are none. */
  take(byte: number): string | undefined;
  /** Forgets a character that has begun. */
  reset(): void;
}

export function createUtf8Reader(): Utf8Reader {
  let bytes: number[] = [];
  let missing = 0;
  return {
    take(byte) {
      const isNext = (byte & 0xc0) === 0x80;
      if (!isNext) {
        bytes = [byte];
        missing = byte < 0xc2 || byte > 0xf4 ? 0 : byte < 0xe0 ? 1 : byte < 0xf0 ? 2 : 3;
        return byte < 0x80 ? String.fromCharCode(byte) : undefined;
      }
      if (missing === 0) return undefined;
      bytes.push(byte);
      missing--;
      if (missing > 0) return undefined;
      const text = Buffer.from(bytes).toString('utf8');
      return text.includes('\ufffd') ? undefined : text;
    },
    reset() {
      missing = 0;
    },
  };
}

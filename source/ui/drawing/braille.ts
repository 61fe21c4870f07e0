/** Dots of a braille cell by column and row, as bits of its code point (Unicode 15, block 2800). */
const bits: readonly (readonly number[])[] = [
  [0x01, 0x02, 0x04, 0x40],
  [0x08, 0x10, 0x20, 0x80],
];

/** The bit of the dot at (x, y) of a cell that is 2 dots wide and 4 high. */
export function brailleBit(x: number, y: number): number {
  return bits[x & 1]?.[y & 3] ?? 0;
}

const characters = Array.from({ length: 256 }, (_, dots) => String.fromCharCode(0x2800 + dots));

/** The character with these dots, 0 … 255; always the same string. */
export function brailleCharacter(dots: number): string {
  return characters[dots] ?? ' ';
}

/**
 * Bars from the bottom, as rows of text from the top. Two values a cell in braille, one in ASCII; the newest value is on the right.
 * `top`: the value that fills the height.
 */
export function barChart(
  values: readonly number[],
  width: number,
  height: number,
  top: number,
  braille: boolean,
): string[] {
  const perCell = braille ? 2 : 1;
  const levels = braille ? 4 : 1;
  const shown = values.slice(-width * perCell);
  const missing = width * perCell - shown.length;
  const heights = shown.map((value) =>
    value <= 0 ? 0 : Math.max(1, Math.min(height * levels, Math.round((value / top) * height * levels))),
  );
  const rows: string[] = [];
  for (let rowAt = 0; rowAt < height; rowAt++) {
    const floor = (height - 1 - rowAt) * levels;
    let text = '';
    for (let cell = 0; cell < width; cell++) {
      const columns = Array.from(
        { length: perCell },
        (_, column) => (heights[cell * perCell + column - missing] ?? 0) - floor,
      );
      text += braille ? brailleCharacter(dotsOf(columns)) : (columns[0] ?? 0) > 0 ? '#' : ' ';
    }
    rows.push(text.replaceAll('\u2800', ' '));
  }
  return rows;
}

function dotsOf(columns: readonly number[]): number {
  let dots = 0;
  columns.forEach((filled, x) => {
    for (let level = 0; level < Math.min(4, filled); level++) dots |= brailleBit(x, 3 - level);
  });
  return dots;
}

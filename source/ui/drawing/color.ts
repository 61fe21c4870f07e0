/** A colour as `#rrggbb`. */
export type Color = `#${string}`;
/** Red, green and blue, 0 … 255. */
export type Rgb = readonly [red: number, green: number, blue: number];

/** `#f80` and `#ff8800` as a colour in its long form; undefined: it is none. */
export function parseColor(text: string): Color | undefined {
  if (/^#[\da-f]{6}$/i.test(text)) return text.toLowerCase() as Color;
  const short = /^#([\da-f])([\da-f])([\da-f])$/i.exec(text);
  if (short === null) return undefined;
  return `#${short
    .slice(1)
    .map((digit) => digit.repeat(2))
    .join('')
    .toLowerCase()}`;
}

export function rgbOf(color: Color): Rgb {
  const at = (start: number): number => Number.parseInt(color.slice(start, start + 2), 16);
  return [at(1), at(3), at(5)];
}

export function hexOf(rgb: Rgb): Color {
  return `#${rgb.map((part) => part.toString(16).padStart(2, '0')).join('')}`;
}

/** Relative luminance, 0 (black) … 1 (white), as WCAG 2.2 defines it. */
export function luminance(rgb: Rgb): number {
  const [red, green, blue] = linear(rgb);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** Light itself instead of its coding in sRGB, each 0 … 1. */
export function linear(rgb: Rgb): Rgb {
  const one = (value: number): number => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  };
  return [one(rgb[0]), one(rgb[1]), one(rgb[2])];
}

/** The nearest of the 240 colours of the 256 that are the same on every terminal, by its number, 16 … 255. */
export function nearestOf256(rgb: Rgb): number {
  let best = 16;
  for (let number = 16; number < 256; number++)
    if (distance(colorOf256(number), rgb) < distance(colorOf256(best), rgb)) best = number;
  return best;
}

/** The cube of 6 x 6 x 6 colours (16 … 231) and the greys (232 … 255), as xterm has them. */
export function colorOf256(number: number): Rgb {
  if (number >= 232) {
    const grey = 8 + 10 * (number - 232);
    return [grey, grey, grey];
  }
  const level = (value: number): number => (value === 0 ? 0 : 55 + 40 * value);
  const place = number - 16;
  return [level(Math.floor(place / 36)), level(Math.floor(place / 6) % 6), level(place % 6)];
}

/** Weighted by what the eye sees most: green, then red. */
function distance([r1, g1, b1]: Rgb, [r2, g2, b2]: Rgb): number {
  return 3 * (r1 - r2) ** 2 + 4 * (g1 - g2) ** 2 + 2 * (b1 - b2) ** 2;
}

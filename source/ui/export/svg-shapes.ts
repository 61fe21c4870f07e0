/** Cells are drawn in these units. */
export const cellWidth = 9;
export const cellHeight = 20;

/** Lines are stroked; dots are lines without a length, with round ends. */
export type ShapeKind = 'line' | 'dots' | 'fill';

/** What fills a character's cell, as a path. */
export interface CellShape {
  readonly path: string;
  readonly kind: ShapeKind;
}

const [w, h, cx, cy] = [cellWidth, cellHeight, cellWidth / 2, cellHeight / 2];
const r = 4;

/** Lines from the middle of a cell's sides, relative to the cell; round corners. */
const lines: Readonly<Record<string, string>> = {
  '─': `m0 ${cy}h${w}`,
  '│': `m${cx} 0v${h}`,
  '╌': `m1 ${cy}h3m2 0h3`,
  '╭': `m${cx} ${h}v-${h - cy - r}q0-${r} ${r}-${r}h${w - cx - r}`,
  '╮': `m0 ${cy}h${cx - r}q${r} 0 ${r} ${r}v${h - cy - r}`,
  '╰': `m${cx} 0v${cy - r}q0 ${r} ${r} ${r}h${w - cx - r}`,
  '╯': `m0 ${cy}h${cx - r}q${r} 0 ${r}-${r}v-${cy - r}`,
};

/** Nodes, messages and holdings, from the middle of the cell's left side on: fonts of equal widths lack some, and draw others as they like. */
const marks: Readonly<Record<string, CellShape>> = {
  '⬢': { kind: 'fill', path: `l${w / 4}-4.5h${w / 2}l${w / 4} 4.5l-${w / 4} 4.5h-${w / 2}z` },
  '◆': { kind: 'fill', path: 'l4.5-5 4.5 5-4.5 5z' },
  '◇': { kind: 'line', path: 'm.5 0l4-4.5 4 4.5-4 4.5z' },
  '●': { kind: 'fill', path: circle(4) },
  '○': { kind: 'line', path: circle(3.5) },
  '•': { kind: 'fill', path: circle(2) },
  '·': { kind: 'dots', path: `m${cx} 0h0` },
  '■': { kind: 'fill', path: 'm.5-4h8v8h-8z' },
  '□': { kind: 'line', path: 'm1-3.5h7v7h-7z' },
  '▣': { kind: 'fill', path: 'm.5-4h8v8h-8zm1.2 1.2v5.6h5.6v-5.6zm1.3 1.3h3v3h-3z' },
  '▫': { kind: 'line', path: 'm2.5-2h4v4h-4z' },
  '▮': { kind: 'fill', path: 'm2-5h5v10h-5z' },
};

function circle(radius: number): string {
  const across = `a${radius} ${radius} 0 1 0`;
  return `m${cx - radius} 0${across} ${2 * radius} 0${across}-${2 * radius} 0`;
}

/**
 * Borders, bars and braille dots meet from cell to cell whatever the font: fonts leave gaps between them, and often lack them. Undefined: the
 * character is text.
 */
export function shapeOf(character: string, left: number, top: number): CellShape | undefined {
  const line = lines[character];
  if (line !== undefined) return { path: `M${left} ${top}${line}`, kind: 'line' };
  const code = character.codePointAt(0) ?? 0;
  const mark = marks[character];
  if (mark !== undefined) return { path: `M${left} ${top + cy}${mark.path}`, kind: mark.kind };
  if (code >= 0x2800 && code <= 0x28ff) return { path: dots(code - 0x2800, left, top), kind: 'dots' };
  if (code >= 0x2581 && code <= 0x2588) return { path: block(left, top, w, (h * (code - 0x2580)) / 8), kind: 'fill' };
  if (code >= 0x2589 && code <= 0x258f) return { path: block(left, top, (w * (0x2590 - code)) / 8, h), kind: 'fill' };
  return undefined;
}

/** A block that stands on the bottom of the cell, from its left side on. */
function block(left: number, top: number, width: number, height: number): string {
  return `M${left} ${top + h - height}h${width}v${height}h${-width}z`;
}

/** Bits of a braille character: column by column the upper three rows, then the fourth row. */
const places = [[0, 0], [0, 1], [0, 2], [1, 0], [1, 1], [1, 2], [0, 3], [1, 3]] as const; // biome-ignore format: a table

function dots(bits: number, left: number, top: number): string {
  return places
    .map(([x, y], bit) =>
      ((bits >> bit) & 1) === 0 ? '' : `M${left + w * (0.25 + x * 0.5)} ${top + h * (0.125 + y * 0.25)}h0`,
    )
    .join('');
}

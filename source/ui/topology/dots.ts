import { brailleBit, brailleCharacter } from '../drawing/braille.ts';
import { plainLook } from '../drawing/look.ts';
import type { ColorRole, Theme } from '../drawing/theme.ts';
import type { Spot } from './ring.ts';
import type { PutCell } from './view.ts';

/** Inks from the faintest to the one that covers all others. */
const inks = [
  'panel',
  'faint',
  'accentDim',
  'accent',
  'warning',
  'error',
  'strong',
] as const satisfies readonly ColorRole[];
export type Ink = (typeof inks)[number];

/** How a line is drawn. `stride`: every so many-th dot; 1 is a full line. */
export interface Stroke {
  readonly ink: Ink;
  readonly stride: number;
  /** Parts of the way that are drawn, 0 … 1; absent: all of it. */
  readonly parts?: readonly (readonly [from: number, to: number])[];
}

/** Lines in dots, 2 x 4 a cell; in ASCII one character a cell. */
export interface Dots {
  line(from: Spot, to: Spot, stroke: Stroke): void;
  /** Around a place, with radii in cells. */
  ellipse(around: Spot, columns: number, rows: number, ink: Ink): void;
  paint(put: PutCell): void;
}

export function createDots(theme: Theme, width: number, height: number): Dots {
  const bits = new Uint8Array(width * height);
  const levels = new Uint8Array(width * height);
  /** In ASCII: the character of a full line by its slope. */
  const slopes = new Uint8Array(width * height);

  function dot(x: number, y: number, level: number, slope: number): void {
    if (x < 0 || y < 0 || x >= width * 2 || y >= height * 4) return;
    const cell = (y >> 2) * width + (x >> 1);
    bits[cell] = (bits[cell] ?? 0) | brailleBit(x, y);
    if (level < (levels[cell] ?? 0)) return;
    levels[cell] = level;
    slopes[cell] = slope;
  }

  return {
    line(from, to, { ink, stride, parts }) {
      const level = inks.indexOf(ink);
      const x = from.column * 2;
      const y = from.row * 4 + 2;
      const dx = to.column * 2 - x;
      const dy = to.row * 4 + 2 - y;
      const steps = Math.max(1, Math.abs(dx), Math.abs(dy));
      const slope = stride === 1 ? slopeOf(dx, dy) : 0;
      for (let step = 0; step <= steps; step += stride) {
        const share = step / steps;
        if (parts?.every(([begin, end]) => share < begin || share > end)) continue;
        dot(Math.round(x + dx * share), Math.round(y + dy * share), level, slope);
      }
    },
    ellipse({ column, row }, columns, rows, ink) {
      const steps = Math.ceil((columns + rows) * 6);
      for (let step = 0; step < steps; step++) {
        const angle = (step / steps) * 2 * Math.PI;
        const x = Math.round(column * 2 + Math.sin(angle) * columns * 2);
        dot(x, Math.round(row * 4 + 2 - Math.cos(angle) * rows * 4), inks.indexOf(ink), 0);
      }
    },
    paint(put) {
      const looks = inks.map((ink) => theme.look(ink, false));
      bits.forEach((dots, cell) => {
        if (dots === 0) return;
        const character = theme.glyphs.braille ? brailleCharacter(dots) : (slopeCharacters[slopes[cell] ?? 0] ?? '.');
        put(cell % width, Math.floor(cell / width), character, looks[levels[cell] ?? 0] ?? plainLook);
      });
    },
  };
}

const slopeCharacters = ['.', '-', '|', '\\', '/'];

/** Which of the characters above a full line is drawn with; a cell is 2 dots wide and 4 high. */
function slopeOf(dx: number, dy: number): number {
  if (Math.abs(dy) * 2 < Math.abs(dx)) return 1;
  if (Math.abs(dx) * 4 < Math.abs(dy)) return 2;
  return dx * dy > 0 ? 3 : 4;
}

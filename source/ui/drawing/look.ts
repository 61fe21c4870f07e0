import type { Color } from './color.ts';

/** A colour of a cell: `#rrggbb`, or one of the 256 by its number. What 0 … 15 look like the terminal's owner decides. */
export type CellColor = Color | number;

/** What a cell looks like; an undefined colour is the terminal's own, or that of the ground behind everything. */
export interface Look {
  readonly foreground: CellColor | undefined;
  readonly background: CellColor | undefined;
  readonly isBold: boolean;
  /** Foreground and background change places. */
  readonly isInverse: boolean;
}

/** All that were ever asked for; themes have a few dozen. */
const known = new Map<string, Look>();

/** The look with these parts. Equal looks are one object: cells compare them with `===`. */
export function lookOf({ foreground, background, isBold = false, isInverse = false }: Partial<Look>): Look {
  const key = `${foreground} ${background} ${isBold} ${isInverse}`;
  let look = known.get(key);
  if (look === undefined) {
    look = Object.freeze({ foreground, background, isBold, isInverse });
    known.set(key, look);
  }
  return look;
}

/** Nothing of its own. */
export const plainLook = lookOf({});

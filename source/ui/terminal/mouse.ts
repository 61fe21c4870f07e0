/** Presses and the wheel (1000), in decimal numbers without a bound (SGR, 1006). */
export const mouseOn = '\x1b[?1000h\x1b[?1006h';
export const mouseOff = '\x1b[?1006l\x1b[?1000l';

/** What the mouse did, and where: cells from 0 at the top left. */
export interface MouseEvent {
  readonly type: 'press' | 'wheel-up' | 'wheel-down';
  readonly column: number;
  readonly row: number;
}

const modifierBits = 4 + 8 + 16;
const wheelUp = 64;
const wheelDown = 65;

/** An event from xterm's button code and cells from 1; undefined: a release, a movement or another button, which mean nothing here. */
export function mouseEventOf(code: number, x: number, y: number, isDown: boolean): MouseEvent | undefined {
  const button = code & ~modifierBits;
  const type =
    button === wheelUp ? 'wheel-up' : button === wheelDown ? 'wheel-down' : button === 0 ? 'press' : undefined;
  if (type === undefined || !isDown || x < 1 || y < 1) return undefined;
  return { type, column: x - 1, row: y - 1 };
}

/** A press, and how many followed each other in the same place at most so long apart. */
export interface Click {
  readonly event: MouseEvent;
  /** Milliseconds of any clock. */
  readonly at: number;
  readonly count: number;
}

const doubleClickMs = 400;

export function nextClick(before: Click | undefined, event: MouseEvent, at: number): Click {
  const isAgain =
    before !== undefined &&
    at - before.at <= doubleClickMs &&
    Math.abs(before.event.column - event.column) <= 1 &&
    before.event.row === event.row;
  return { event, at, count: isAgain ? before.count + 1 : 1 };
}

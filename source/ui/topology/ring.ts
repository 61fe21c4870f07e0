import type { Rectangle } from '../drawing/layout.ts';

/** A cell of the canvas, from its left top. */
export interface Spot {
  readonly column: number;
  readonly row: number;
}

/** One row counts as much as so many columns: between a label's width, which keeps neighbours apart, and the shape of a cell, which looks even. */
const columnsPerRow = 6;
/** Points of the ellipse among which seats are chosen. */
const samples = 720;

/** Evenly spaced places on an ellipse, clockwise from the top; on several rings by turns, the first one outside. */
export function ringSpots(count: number, { width, height }: Size, rings = 1): Spot[] {
  const middle = middleOf({ width, height });
  const radius = { x: Math.max(1, middle.column - 1 - Math.min(5, Math.floor(width / 10))), y: (height - 1) / 2 };
  const lengths = new Float64Array(samples + 1);
  for (let at = 1; at <= samples; at++) {
    const before = onEllipse(at - 1, radius);
    const here = onEllipse(at, radius);
    const columns = Math.abs(here.x - before.x) / columnsPerRow;
    lengths[at] = (lengths[at - 1] ?? 0) + Math.max(columns, Math.abs(here.y - before.y));
  }
  const perSeat = (lengths[samples] ?? 0) / count;
  let sample = 0;
  return Array.from({ length: count }, (_, at) => {
    while (sample < samples && (lengths[sample] ?? 0) < at * perSeat - 1e-9) sample++;
    const { x, y } = onEllipse(sample, radius);
    const scale = 1 - (0.5 * (at % rings)) / rings;
    return { column: Math.round(middle.column + x * scale), row: Math.round((height - 1) / 2 + y * scale) };
  });
}

type Size = Pick<Rectangle, 'width' | 'height'>;

export function middleOf({ width, height }: Size): Spot {
  return { column: Math.floor(width / 2), row: Math.floor((height - 1) / 2) };
}

function onEllipse(at: number, radius: { readonly x: number; readonly y: number }): { x: number; y: number } {
  const angle = (at / samples) * 2 * Math.PI;
  return { x: Math.sin(angle) * radius.x, y: -Math.cos(angle) * radius.y };
}

/** Whether labels of that width, centred at their places and kept inside, leave a blank cell between each other and around what stands there. */
export function isRoomy(
  spots: readonly Spot[],
  labelWidth: number,
  width: number,
  there: readonly Rectangle[] = [],
): boolean {
  const rows = new Map<number, number[]>();
  for (const { column, row } of spots) {
    const left = labelLeft(column, labelWidth, width);
    const others = rows.get(row) ?? [];
    if (others.some((other) => Math.abs(other - left) <= labelWidth)) return false;
    if (there.some((box) => isBeside({ left, top: row, width: labelWidth, height: 1 }, box))) return false;
    rows.set(row, [...others, left]);
  }
  return true;
}

/** Whether they share a row and less than a blank cell is between them. */
function isBeside(a: Rectangle, b: Rectangle): boolean {
  const isSameRow = a.top < b.top + b.height && b.top < a.top + a.height;
  return isSameRow && a.left <= b.left + b.width && b.left <= a.left + a.width;
}

/** Where a label begins that is centred at a column as far as the canvas allows. */
export function labelLeft(column: number, labelWidth: number, width: number): number {
  return Math.max(0, Math.min(width - labelWidth, column - Math.floor(labelWidth / 2)));
}

import { brailleBit, brailleCharacter } from '../../ui/drawing/braille.ts';

/** A point of a plot; both above 0 where their axis is logarithmic. */
export type PlotPoint = readonly [x: number, y: number];

/** A small picture of what was measured, as marks, and of what was predicted, as a line. The x axis is logarithmic. */
export interface LogPlot {
  readonly title: string;
  readonly measured: readonly PlotPoint[];
  /** Ascending x; drawn straight between its points. */
  readonly predicted: readonly PlotPoint[];
  readonly isLogY: boolean;
  /** Of the whole, labels included. */
  readonly width: number;
  readonly height: number;
  readonly ascii: boolean;
}

const labelWidth = 6;

/** Rows of text, all `width` wide: the title, the picture with its y axis, the x axis with its labels. */
export function logPlotRows(plot: LogPlot): string[] {
  const { width, height, ascii, measured, predicted } = plot;
  const all = [...measured, ...predicted];
  const title = plot.title.slice(0, width).padEnd(width);
  if (all.length === 0) return [title, '  nothing was measured'.slice(0, width).padEnd(width)];
  const columns = width - labelWidth - 1;
  const rows = height - 3;
  const x = scaleOf(
    all.map(([value]) => value),
    true,
  );
  const y = scaleOf([...all.map(([, value]) => value), ...(plot.isLogY ? [] : [0])], plot.isLogY);
  const cells: string[][] = Array.from({ length: rows }, () => new Array(columns).fill(' '));

  drawLine(cells, dotsOf(predicted, columns, rows, x, y), ascii);
  for (const [atX, atY] of measured) {
    const row = cells[rows - 1 - place(y.share(atY), rows)];
    if (row !== undefined) row[place(x.share(atX), columns)] = ascii ? 'o' : '●';
  }
  const axis = ascii ? '|' : '│';
  const middle = (rows - 1) >> 1;
  const label = (row: number): string => {
    if (y.low === y.high) return row === middle ? shortNumber(y.low) : '';
    if (row === 0) return shortNumber(y.high);
    return row === rows - 1 ? shortNumber(y.low) : '';
  };
  return [
    title,
    ...cells.map((row, at) => `${label(at).padStart(labelWidth)}${axis}${row.join('')}`),
    `${' '.repeat(labelWidth)}${ascii ? '+' : '└'}${(ascii ? '-' : '─').repeat(columns)}`,
    ' '.repeat(labelWidth + 1) + bottomLabels(x, columns),
  ];
}

function bottomLabels({ low, high }: Scale, columns: number): string {
  const [first, last] = [shortNumber(low), shortNumber(high)];
  if (low === high) return first.padStart((columns + first.length) >> 1).padEnd(columns);
  return first + last.padStart(columns - first.length);
}

interface Scale {
  readonly low: number;
  readonly high: number;
  /** Where a value lies, 0 … 1. */
  share(value: number): number;
}

function scaleOf(values: readonly number[], isLog: boolean): Scale {
  const low = Math.min(...values);
  const high = Math.max(...values);
  const to = (value: number): number => (isLog ? Math.log(Math.max(value, Number.MIN_VALUE)) : value);
  const span = to(high) - to(low);
  return { low, high, share: (value) => (span === 0 ? 0.5 : (to(value) - to(low)) / span) };
}

function place(share: number, size: number): number {
  return Math.max(0, Math.min(size - 1, Math.round(share * (size - 1))));
}

/** The line as dots: two columns and four rows of them a cell. */
function dotsOf(line: readonly PlotPoint[], columns: number, rows: number, x: Scale, y: Scale): [number, number][] {
  const at = ([atX, atY]: PlotPoint): [number, number] => [
    x.share(atX) * (2 * columns - 2) + 0.5,
    (1 - y.share(atY)) * (4 * rows - 4) + 1.5,
  ];
  const points = line.map(at);
  return points.flatMap(([fromX, fromY], index) => {
    const [toX, toY] = points[index + 1] ?? [fromX, fromY];
    const steps = Math.max(1, Math.ceil(Math.max(Math.abs(toX - fromX), Math.abs(toY - fromY))));
    return Array.from({ length: steps + 1 }, (_, step): [number, number] => [
      Math.round(fromX + ((toX - fromX) * step) / steps),
      Math.round(fromY + ((toY - fromY) * step) / steps),
    ]);
  });
}

function drawLine(cells: string[][], dots: readonly (readonly [number, number])[], ascii: boolean): void {
  const bits = new Map<string, number>();
  for (const [dotX, dotY] of dots) {
    const [column, row] = [dotX >> 1, dotY >> 2];
    const cell = cells[row];
    if (cell?.[column] === undefined) continue;
    const key = `${column} ${row}`;
    bits.set(key, (bits.get(key) ?? 0) | brailleBit(dotX, dotY));
    cell[column] = ascii ? '.' : brailleCharacter(bits.get(key) ?? 0);
  }
}

/** `7.3`, `100`, `3.2k`, `100k`, `1M`. */
export function shortNumber(value: number): string {
  if (value >= 999_500) return `${trimmed(value / 1e6)}M`;
  if (value >= 999.5) return `${trimmed(value / 1e3)}k`;
  return trimmed(value);
}

function trimmed(value: number): string {
  return value >= 99.5 ? value.toFixed(0) : String(Number(value.toPrecision(2)));
}

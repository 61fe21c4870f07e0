import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import { figure } from '../compare/compare-tables.ts';
import type { CanonicalResult } from '../documents/canonical-result.ts';

/** Draws figures as SVG texts, without a browser. The only door to Observable Plot and linkedom; imported only when a report is written. */
export interface Charts {
  /** Predicted lines and measured dots. */
  canonical(result: CanonicalResult, width: number): string;
  /** Two bars for each name. */
  bars(rows: readonly BarRow[], axis: string, width: number): string;
}

export interface BarRow {
  readonly name: string;
  readonly clientServer: number;
  readonly peerToPeer: number;
}

/** Room above for two names over the highest point, below the title of the axis. */
const margins = { marginTop: 48, marginLeft: 56, marginBottom: 44 };
const heightOf = (width: number): number => Math.round(Math.max(240, width * 0.53));
/** Lines are told apart by shape and dash too: a page may be printed in grey. Colours of Okabe and Ito (2008), legible on white and on black. */
const looks = ['#0072b2', '#d55e00', '#009e73', '#cc79a7'];
const dashes = ['none', '7 4', '2 3', '9 3 2 3'];
const symbols = ['circle', 'square', 'triangle', 'diamond'] as const;

export function createCharts(): Charts {
  const { document } = parseHTML('<html><body></body></html>');
  // The element is one of linkedom, which the types of a browser do not know.
  const draw = (width: number, options: Plot.PlotOptions): string =>
    (
      Plot.plot({ ...margins, width, height: heightOf(width), ...options, document }) as unknown as {
        readonly outerHTML: string;
      }
    ).outerHTML;
  return {
    canonical({ points, x, y }, width) {
      const series = [...new Set(points.map((point) => point.series))];
      const lifts = labelLifts(points, y.scale, heightOf(width) - margins.marginTop - margins.marginBottom);
      const marks = series.flatMap((name, index): Plot.Markish[] => {
        const own = points.filter((point) => point.series === name);
        const color = looks[index % looks.length] ?? 'currentColor';
        const last = own.findLast((point) => (point.predicted ?? point.measured) !== undefined);
        return [
          Plot.line(
            own.filter(({ predicted }) => predicted !== undefined),
            {
              x: 'x',
              y: 'predicted',
              stroke: color,
              strokeWidth: 1.8,
              strokeDasharray: dashes[index % dashes.length] ?? 'none',
            },
          ),
          Plot.dot(
            own.filter(({ measured }) => measured !== undefined),
            {
              x: 'x',
              y: 'measured',
              stroke: color,
              strokeWidth: 2,
              r: 4.5,
              symbol: symbols[index % symbols.length] ?? 'circle',
            },
          ),
          Plot.text(last === undefined ? [] : [last], {
            x: 'x',
            y: ({ predicted, measured }: typeof last & object) => predicted ?? measured,
            text: () => name,
            fill: color,
            stroke: 'var(--paper)', // a halo where it lies over a mark
            strokeWidth: 4,
            textAnchor: isLeftmost(last, points) ? 'start' : 'end',
            dy: -(lifts.get(name) ?? labelLift),
            dx: isLeftmost(last, points) ? 8 : -4,
            fontSize: 13,
            fontWeight: 600,
          }),
        ];
      });
      return draw(width, {
        x: {
          type: x.scale,
          label: label(x),
          ticks: ticksOf(points, width),
          grid: true,
          tickFormat: figure,
          ...(x.scale === 'log' ? { base: 2 } : {}),
        },
        y: {
          type: y.scale,
          label: label(y),
          grid: true,
          ...(y.scale === 'log' ? { tickFormat: '~s' } : { zero: true }),
        },
        style: { fontSize: '13px', background: 'none' },
        marks,
      });
    },
    bars(rows, axis, width) {
      const flat = rows.flatMap(({ name, clientServer, peerToPeer }) => [
        { name, mode: 'client-server', value: clientServer },
        { name, mode: 'peer-to-peer', value: peerToPeer },
      ]);
      return draw(width, {
        fx: { label: null, domain: rows.map(({ name }) => name), padding: 0.15 },
        x: { axis: null, domain: ['client-server', 'peer-to-peer'] },
        y: { label: axis, grid: true, zero: true },
        style: { fontSize: '13px', background: 'none' },
        marks: [
          Plot.barY(flat, {
            fx: 'name',
            x: 'mode',
            y: 'value',
            fill: ({ mode }: { readonly mode: string }) => (mode === 'client-server' ? looks[0] : looks[1]),
            fillOpacity: ({ mode }: { readonly mode: string }) => (mode === 'client-server' ? 0.9 : 0.45),
            stroke: ({ mode }: { readonly mode: string }) => (mode === 'client-server' ? looks[0] : looks[1]),
          }),
          Plot.ruleY([0], { stroke: 'currentColor' }),
        ],
      });
    },
  };
}

/** Pixels from the end of a line up to its name, and from one name to the next. */
const labelLift = 10;
const labelGap = 15;

/** How far above its last point each name stands: the names of lines that end close together must not lie on each other. */
function labelLifts(
  points: CanonicalResult['points'],
  scale: 'linear' | 'log',
  height: number,
): ReadonlyMap<string, number> {
  const levelOf = (value: number): number => (scale === 'log' ? Math.log(value) : value);
  const levels = points.map(({ predicted, measured }) => levelOf(predicted ?? measured ?? 0)).filter(Number.isFinite);
  const low = Math.min(...levels, ...(scale === 'log' ? [] : [0]));
  const pixels = height / (Math.max(...levels) - low || 1);
  const ends = new Map(
    points.map(({ series, x, predicted, measured }) => [series, { x, level: levelOf(predicted ?? measured ?? 0) }]),
  );
  const below = new Map<number, number>(); // the highest name yet over each x
  return new Map(
    [...ends]
      .sort(([, a], [, b]) => a.level - b.level)
      .map(([name, { x, level }]) => {
        const end = (level - low) * pixels;
        const at = Math.max(end + labelLift, (below.get(x) ?? Number.NEGATIVE_INFINITY) + labelGap);
        below.set(x, at);
        return [name, at - end];
      }),
  );
}

/** Its name would lie over the figures of the axis. */
function isLeftmost(last: CanonicalResult['points'][number] | undefined, points: CanonicalResult['points']): boolean {
  return last !== undefined && points.every(({ x }) => x >= last.x) && points.some(({ x }) => x > last.x);
}

/** The marks of the axis: the sizes that were measured, where they are few; otherwise as many as there is room for. */
function ticksOf(points: CanonicalResult['points'], width: number): number | number[] {
  const measured = [...new Set(points.flatMap(({ x, measured }) => (measured === undefined ? [] : [x])))];
  const room = Math.min(8, Math.round(width / 45));
  return measured.length > 0 && measured.length <= room ? measured : room - 1;
}

function label({ name, unit }: CanonicalResult['x']): string {
  return unit === '' ? name : `${name} (${unit})`;
}

import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import type { CanonicalResult } from '../canonical-result.ts';

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

const margins = { marginLeft: 56, marginBottom: 44 };
const heightOf = (width: number): number => Math.round(Math.max(240, width * 0.53));
/** Told apart by shape and dash too: a page may be printed in grey. Colours of Okabe and Ito (2008), legible on white and on black. */
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
            textAnchor: 'end',
            dy: -10,
            dx: -4,
            fontSize: 13,
            fontWeight: 600,
          }),
        ];
      });
      return draw(width, {
        x: {
          type: x.scale,
          label: label(x),
          ticks: Math.min(7, Math.round(width / 60)),
          grid: true,
          ...(x.scale === 'log' ? { base: 2, tickFormat: 'd' } : {}),
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

function label({ name, unit }: CanonicalResult['x']): string {
  return unit === '' ? name : `${name} (${unit})`;
}

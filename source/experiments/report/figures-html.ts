import { figure } from '../compare/compare-tables.ts';
import { type CanonicalResult, passes } from '../documents/canonical-result.ts';
import type { RunDocument } from '../documents/run-document.ts';
import type { BarRow, Charts } from './charts.ts';
import { e } from './page-html.ts';

/** Predicted lines and measured dots of a known result, with the same as text. */
export function canonicalFigure(result: CanonicalResult, charts: Charts): string {
  const verdictOf = passes(result);
  const { low, high } = result.band;
  const band =
    verdictOf === undefined ? '' : ` Measured / predicted within ${low} … ${high}: ${verdictOf ? 'yes' : 'no'}.`;
  const lines = result.points.some(({ predicted: line }) => line !== undefined) ? ' Lines: predicted.' : '';
  const how = `Dots: measured on ${result.measuredOn}, n = ${result.n}, seed ${result.seed}.${lines}${band}`;
  return chart(
    `${result.title} (${result.name})`,
    (width) => charts.canonical(result, width),
    `${how} ${result.source}.`,
    tableOf(result),
  );
}

function tableOf({ points }: CanonicalResult): string {
  return points
    .filter(({ measured }) => measured !== undefined)
    .map(
      ({ series, x, predicted: line, measured }) =>
        `${series} at ${x}: measured ${figure(measured)}, predicted ${figure(line)}`,
    )
    .join('; ');
}

/** What each node did in a run of each mode: both, or nothing. `origin`: where the figures come from. */
export function nodeFigures(runs: readonly RunDocument[], origin: string, charts: Charts): string {
  const [clientServer, peerToPeer] = runs;
  if (clientServer === undefined || peerToPeer === undefined) return '';
  const how = `${origin} Full bars: client-server; light bars: peer-to-peer.`;
  const names = [...new Set([...clientServer.nodes, ...peerToPeer.nodes].map(({ id }) => id))];
  const rows = (of: (node: RunDocument['nodes'][number]) => number): readonly BarRow[] =>
    names.map((name) => {
      const [star, mesh] = [clientServer, peerToPeer].map(({ nodes }) => nodes.find(({ id }) => id === name));
      return {
        name,
        clientServer: star === undefined ? 0 : of(star),
        peerToPeer: mesh === undefined ? 0 : of(mesh),
      };
    });
  const one = (title: string, axis: string, bars: readonly BarRow[]) => {
    const alt = bars.map(({ name, clientServer: a, peerToPeer: b }) => `${name}: ${a} and ${b}`).join('; ');
    return chart(title, (width) => charts.bars(bars, axis, width), how, alt);
  };
  return (
    one(
      'Who answers: requests served by each node',
      'requests served',
      rows(({ requestsServed }) => requestsServed),
    ) +
    one(
      'Where data lies: items on each node',
      'items',
      rows(({ items }) => items),
    )
  );
}

/** Pixels of a drawing for a desktop or paper, and of one for a phone; the style shows one of them. */
const widths = { broad: 640, narrow: 340 } as const;

/** Draws a figure once for each width: scaled down to a phone its letters would be too small to read. */
function chart(title: string, svgOf: (width: number) => string, caption: string, alt: string): string {
  const label = e(`${title}. ${alt}`);
  const drawn = (width: keyof typeof widths): string =>
    `<div class="${width}">${svgOf(widths[width]).replace('<svg ', () => `<svg role="img" aria-label="${label}" `)}</div>`;
  return `<figure role="group" aria-label="${e(title)}"><h2>${e(title)}</h2>
${drawn('broad')}${drawn('narrow')}
<figcaption>${e(caption)}</figcaption></figure>`;
}

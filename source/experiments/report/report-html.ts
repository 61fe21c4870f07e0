import type { CompareDocument } from '../compare/compare-document.ts';
import { figure, verdictText } from '../compare/compare-tables.ts';
import type { Spread } from '../compare/statistics.ts';
import { type CanonicalResult, passes } from '../documents/canonical-result.ts';
import type { RunDocument } from '../documents/run-document.ts';
import type { BarRow, Charts } from './charts.ts';
import { reportStyle } from './report-style.ts';

type Claim = CompareDocument['claims'][number];
type Measured = Claim['measurements'][number];

/** A page to hand out: everything in one file, legible without scripts and on paper. */
export function reportHtml(document: CompareDocument, charts: Charts, grown: readonly CanonicalResult[] = []): string {
  return pageHtml(
    'starmesh: client-server and peer-to-peer, measured',
    `<header>
<h1>Client-server and peer-to-peer, measured</h1>
<p>The same machines did the same work, organised in one way and then in the other. A textbook page claims seven differences; this is what became of them
on ${e(document.measuredOn)}, with ${document.seeds.length} ${document.seeds.length === 1 ? 'seed' : 'seeds'}. Figures are medians; in brackets the smallest and the largest.</p>
${warnings(document)}
</header>
${overview(document)}
${[...(document.canonical ?? []), ...grown].map((result) => canonicalFigure(result, charts)).join('\n')}
${nodeFigures(document.runs, `Measured on ${document.measuredOn}, n = 1 run of each mode, seed ${document.seed}.`, charts)}
${document.claims.map(claimSection).join('\n')}
${costSection(document)}
${originSection(document)}`,
  );
}

/** A page in one file, of a body of HTML. */
export function pageHtml(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${e(title)}</title>
<style>${reportStyle}</style>
</head>
<body>
<main>
${body}
</main>
</body>
</html>
`;
}

function warnings({ interrupted, failures }: CompareDocument): string {
  const texts = [
    ...(interrupted ? ['It was interrupted: this is what there was by then.'] : []),
    ...failures.map((failure) => `Not measured: ${failure}`),
  ];
  return texts.map((text) => `<p class="warning">${e(text)}</p>`).join('\n');
}

function overview({ claims }: CompareDocument): string {
  const rows = claims.map(
    (claim) => `<tr><th scope="row"><a href="#${e(claim.lesson)}">${e(claim.lesson)}</a></th>
<td data-head="client-server"><p class="claimed">${e(claim.claimedClientServer)}</p>${amount(claim.measurements[0]?.clientServer)}</td>
<td data-head="peer-to-peer"><p class="claimed">${e(claim.claimedPeerToPeer)}</p>${amount(claim.measurements[0]?.peerToPeer)}</td>
<td data-head="counted">${e(`${claim.metric ?? ''} (${claim.unit ?? ''}), n = ${claim.n}`)}</td>
<td data-head="verdict">${verdict(claim)}</td></tr>`,
  );
  return `<section><h2>The seven claims</h2>
<table class="wide overview"><thead><tr><th scope="col">claim</th><th scope="col">client-server</th><th scope="col">peer-to-peer</th><th scope="col">counted</th><th scope="col">verdict</th></tr></thead>
<tbody>${rows.join('\n')}</tbody></table></section>`;
}

function claimSection(claim: Claim): string {
  const rows = claim.measurements.map(
    (
      one,
    ) => `<tr><th scope="row">${e(one.metric)}<br><small>${e(`${one.unit}; ${one.conditions.join(' → ')}`)}</small></th>
<td data-head="client-server">${amount(one.clientServer)}${predicted(one.predicted.clientServer, one.clientServer)}</td><td data-head="peer-to-peer">${amount(one.peerToPeer)}${predicted(one.predicted.peerToPeer, one.peerToPeer)}</td>
<td data-head="difference">${difference(one)}</td><td data-head="finding">${e(findings[one.finding])}</td></tr>`,
  );
  const sources = [...new Set(claim.measurements.flatMap(({ source }) => source ?? []))];
  return `<section id="${e(claim.lesson)}"><h2>${e(claim.lesson)}: ${verdict(claim)}</h2>
<p>Claimed: client-server “${e(claim.claimedClientServer)}”, peer-to-peer “${e(claim.claimedPeerToPeer)}”. Put to the test: ${e(claim.hypothesis)}.</p>
<table class="wide"><thead><tr><th scope="col">metric</th><th scope="col">client-server</th><th scope="col">peer-to-peer</th><th scope="col">difference (95 %)</th><th scope="col">finding</th></tr></thead>
<tbody>${rows.join('\n')}</tbody></table>
${sources.map((source) => `<p><small>Predicted: ${e(source)}</small></p>`).join('')}</section>`;
}

const findings: Readonly<Record<Measured['finding'], string>> = {
  'as-claimed': 'as claimed',
  opposite: 'the other way round',
  'no-difference': 'no difference that matters',
  unclear: 'unclear: too few or too far apart',
  'not-measured': 'not measured',
};

function canonicalFigure(result: CanonicalResult, charts: Charts): string {
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

function costSection({ cost }: CompareDocument): string {
  if (cost === undefined) return '';
  const rows = cost.rows.map(
    ({ label, unit, clientServer, peerToPeer }) =>
      `<tr><th scope="row">${e(label)}<br><small>${e(unit)}</small></th><td data-head="client-server">${amountOrNot(clientServer)}</td><td data-head="peer-to-peer">${amountOrNot(peerToPeer)}</td></tr>`,
  );
  const { currency, cpuHour, gbMonth, gbOut, source } = cost.prices;
  return `<section><h2>What it costs: a model</h2><p>${e(cost.note)}.</p>
<table class="wide"><thead><tr><th scope="col">what</th><th scope="col">client-server</th><th scope="col">peer-to-peer</th></tr></thead><tbody>${rows.join('\n')}</tbody></table>
<p><small>Prices in ${e(currency)}: a core ${cpuHour} an hour, memory ${gbMonth} a GB and month, sending ${gbOut} a GB. ${e(source)}.</small></p></section>`;
}

function amountOrNot(value: number | undefined): string {
  return value === undefined ? 'not measured' : figure(value);
}

function settingsOf(run: RunDocument | undefined): string {
  if (run === undefined) return 'no run came to its end';
  const { nodes, workload, link, durability, durationMs } = run;
  return `${nodes.length} nodes in the plain runs, ${workload}, ${link}, stores ${durability}, ${durationMs} ms of work a trial`;
}

function originSection({
  runs,
  command,
  seed,
  seeds,
  version,
  node,
  machine,
  measuredOn,
  tookMs,
}: CompareDocument): string {
  const rows = [
    ['again', `<code>${e(command)}</code>`],
    ['measured on', `${e(measuredOn)}, in ${(tookMs / 1000).toFixed(0)} s`],
    ['seeds', e(`${seed}: ${seeds.join(', ')}`)],
    ['settings', e(settingsOf(runs[0]))],
    ['versions', e(`starmesh ${version}, Node ${node}`)],
    ['machine', e(machine)],
  ];
  return `<section><h2>How it was measured</h2><dl>${rows.map(([name, text]) => `<dt>${name}</dt><dd>${text}</dd>`).join('')}</dl>
<p><small>All nodes share one machine: latencies are those of its scheduler and of the modelled links, not of a real network. Differences are client-server minus peer-to-peer, seed by
seed, with the interval of a bootstrap of the median.</small></p></section>`;
}

function verdict(claim: Claim): string {
  return `<span class="verdict ${claim.verdict.replaceAll(' ', '-')}">${e(verdictText(claim))}</span>`;
}

function amount(spread: Spread | undefined): string {
  if (spread === undefined) return '<span class="amount">–</span>';
  const { median, min, max } = spread;
  const range = min === max ? '' : ` <small>(${figure(min)} … ${figure(max)})</small>`;
  return `<span class="amount">${figure(median)}</span>${range}`;
}

function predicted(value: number | undefined, measured: Spread | undefined): string {
  if (value === undefined) return '';
  const ratio = measured === undefined || value === 0 ? '' : `, ratio ${(measured.median / value).toFixed(2)}`;
  return `<br><small>predicted ${figure(value)}${ratio}</small>`;
}

function difference({ difference: interval, n }: Measured): string {
  if (interval === undefined) return '–';
  return `${figure(interval.median)} <small>(${figure(interval.low)} … ${figure(interval.high)}; n = ${n})</small>`;
}

/** Text from data stays text, whatever stands in it. */
export function e(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

import type { CompareDocument } from '../compare/compare-document.ts';
import { figure, verdictText } from '../compare/compare-tables.ts';
import type { Spread } from '../compare/statistics.ts';
import type { CanonicalResult } from '../documents/canonical-result.ts';
import type { RunDocument } from '../documents/run-document.ts';
import type { Charts } from './charts.ts';
import { canonicalFigure, nodeFigures } from './figures-html.ts';
import { claimed, e, pageHtml, tableHtml } from './page-html.ts';

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

function warnings({ interrupted, failures }: CompareDocument): string {
  const texts = [
    ...(interrupted ? ['It was interrupted: this is what there was by then.'] : []),
    ...failures.map((failure) => `Not measured: ${failure}`),
  ];
  return texts.map((text) => `<p class="warning">${e(text)}</p>`).join('\n');
}

function overview({ claims }: CompareDocument): string {
  const rows = claims.map((claim) => {
    const [first] = claim.measurements;
    return [
      `<a href="#${e(claim.lesson)}">${e(claim.lesson)}</a>`,
      `${claimed(claim.claimedClientServer)}${amount(first?.clientServer)}`,
      `${claimed(claim.claimedPeerToPeer)}${amount(first?.peerToPeer)}`,
      e(`${claim.metric ?? ''} (${claim.unit ?? ''}), n = ${claim.n}`),
      verdict(claim),
    ];
  });
  const heads = ['claim', 'client-server', 'peer-to-peer', 'counted', 'verdict'];
  return `<section><h2>The seven claims</h2>
${tableHtml(heads, rows, 'overview')}</section>`;
}

function claimSection(claim: Claim): string {
  const rows = claim.measurements.map((one) => [
    `${e(one.metric)}<br><small>${e(`${one.unit}; ${one.conditions.join(' → ')}`)}</small>`,
    `${amount(one.clientServer)}${predicted(one.predicted.clientServer, one.clientServer)}`,
    `${amount(one.peerToPeer)}${predicted(one.predicted.peerToPeer, one.peerToPeer)}`,
    difference(one),
    e(findings[one.finding]),
  ]);
  const sources = [...new Set(claim.measurements.flatMap(({ source }) => source ?? []))];
  return `<section id="${e(claim.lesson)}"><h2>${e(claim.lesson)}: ${verdict(claim)}</h2>
<p>Claimed: client-server “${e(claim.claimedClientServer)}”, peer-to-peer “${e(claim.claimedPeerToPeer)}”. Put to the test: ${e(claim.hypothesis)}.</p>
${tableHtml(['metric', 'client-server', 'peer-to-peer', 'difference (95 %)', 'finding'], rows)}
${sources.map((source) => `<p><small>Predicted: ${e(source)}</small></p>`).join('')}</section>`;
}

const findings: Readonly<Record<Measured['finding'], string>> = {
  'as-claimed': 'as claimed',
  opposite: 'the other way round',
  'no-difference': 'no difference that matters',
  unclear: 'unclear: too few or too far apart',
  'not-measured': 'not measured',
};

function costSection({ cost }: CompareDocument): string {
  if (cost === undefined) return '';
  const rows = cost.rows.map(({ label, unit, clientServer, peerToPeer }) => [
    `${e(label)}<br><small>${e(unit)}</small>`,
    amountOrNot(clientServer),
    amountOrNot(peerToPeer),
  ]);
  const { currency, cpuHour, gbMonth, gbOut, source } = cost.prices;
  return `<section><h2>What it costs: a model</h2><p>${e(cost.note)}.</p>
${tableHtml(['what', 'client-server', 'peer-to-peer'], rows)}
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

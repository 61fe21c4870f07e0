import type { RunDocument } from '../documents/run-document.ts';
import type { ClaimRow } from '../session/session-evidence.ts';
import type { Charts } from './charts.ts';
import { nodeFigures } from './figures-html.ts';
import { claimed, e, pageHtml, tableHtml } from './page-html.ts';

/** Where a session's figures come from. */
export interface SessionOrigin {
  readonly measuredOn: string;
  readonly seed: number;
  /** Of the lab at the end, for people: `8 nodes, files, loopback`. */
  readonly settings: string;
  readonly version: string;
  /** What measures the same with paired seeds. */
  readonly command: string;
}

/**
 * A session that somebody has played, as a page to hand out. It has no verdicts: nothing was repeated, and the modes were not given the same
 * conditions. `runs`: the latest of each mode.
 */
export function sessionHtml(
  rows: readonly ClaimRow[],
  runs: readonly RunDocument[],
  origin: SessionOrigin,
  charts: Charts,
): string {
  const { measuredOn, seed, settings, version, command } = origin;
  return pageHtml(
    'starmesh: a session',
    `<header>
<h1>A session of starmesh</h1>
<p class="warning">These figures are from one live session (n = 1), without paired seeds: what was seen while somebody played, no verdict.
<code>${e(command)}</code> measures the same.</p>
</header>
${claimsTable(rows)}
${nodeFigures(runs, `One live session on ${measuredOn}, seed ${seed}: the latest of each mode, which need not have lasted equally long.`, charts)}
<section><h2>Where it comes from</h2><dl>
<dt>measured on</dt><dd>${e(measuredOn)}, seed ${seed}</dd>
<dt>at the end</dt><dd>${e(settings)}</dd>
<dt>version</dt><dd>${e(`starmesh ${version}, Node ${process.version}`)}</dd></dl></section>`,
  );
}

function claimsTable(rows: readonly ClaimRow[]): string {
  const cells = rows.map((row) => [
    e(row.claim),
    `${claimed(row.claimedClientServer)}${amount(row.clientServer)}`,
    `${claimed(row.claimedPeerToPeer)}${amount(row.peerToPeer)}`,
    e(row.counted),
    e(row.soFar === 'not enough yet' ? 'not enough seen' : row.soFar),
  ]);
  const heads = ['claim', 'client-server', 'peer-to-peer', 'counted', 'so far'];
  return `<section><h2>The seven claims, as far as the session has shown them</h2>
${tableHtml(heads, cells, 'overview')}</section>`;
}

/** On paper it is too late to press a key: where a row names one instead of a figure, there is none. */
function amount(text: string): string {
  return `<span class="amount">${/\d/.test(text) ? e(text) : '–'}</span>`;
}

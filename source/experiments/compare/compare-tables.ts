import { passes } from '../documents/canonical-result.ts';
import { csvHead, csvLine } from '../documents/csv.ts';
import { markdownTable } from '../documents/markdown-table.ts';
import type { CompareDocument } from './compare-document.ts';
import type { Spread } from './statistics.ts';

type Claim = CompareDocument['claims'][number];

/** The seven rows for a terminal of 80 columns. */
export function compareTable(document: CompareDocument): string {
  const rows = document.claims.flatMap((claim) => [
    `${claim.lesson.toUpperCase().padEnd(10)} ${verdictText(claim)}`,
    ...claim.measurements.flatMap(({ metric, unit, conditions, clientServer, peerToPeer, n, finding }) => [
      `  ${metric} (${unit}; ${conditions.join(' → ')})`,
      `    client-server ${spread(clientServer).padEnd(22)} peer-to-peer ${spread(peerToPeer).padEnd(22)} n ${n}  ${finding}`,
    ]),
  ]);
  return `${[...rows, ...canonicalLines(document), ...costLines(document)].join('\n')}\n\n${origin(document)}\n`;
}

/** The seven rows as a table of Markdown. */
export function compareMarkdown(document: CompareDocument): string {
  const head = ['claim', 'client-server', 'peer-to-peer', 'metric', 'client-server', 'peer-to-peer', 'n', 'verdict'];
  const rows = document.claims.map((claim) => [
    claim.lesson,
    claim.claimedClientServer,
    claim.claimedPeerToPeer,
    `${claim.metric ?? ''} (${claim.unit ?? ''})`,
    figure(claim.clientServer),
    figure(claim.peerToPeer),
    String(claim.n),
    verdictText(claim),
  ]);
  const lines = markdownTable(head, rows);
  const more = [...canonicalLines(document), ...costLines(document)];
  const fenced = more.length === 0 ? '' : `\n\`\`\`\n${more.join('\n').trim()}\n\`\`\`\n`;
  return `${lines.join('\n')}\n${fenced}\n${origin(document)}\n`;
}

/** The field's known results: predicted, measured, ratio of each point that was measured. */
function canonicalLines({ canonical = [] }: CompareDocument): readonly string[] {
  return canonical.flatMap((result) => [
    '',
    `${result.name}  ${result.title}, ${result.y.name} ${result.y.unit} (${result.measuredOn}, n ${result.n}, seed ${result.seed})`,
    ...result.points.flatMap(({ series, x, predicted, measured }) => {
      if (measured === undefined) return [];
      const ratio = predicted === undefined || predicted === 0 ? '-' : (measured / predicted).toFixed(3);
      const left = `  ${series} at ${x}`.padEnd(36);
      return [`${left} predicted ${figure(predicted).padEnd(8)} measured ${figure(measured).padEnd(8)} ratio ${ratio}`];
    }),
    `  within ${result.band.low} … ${result.band.high}: ${{ true: 'yes', false: 'NO', undefined: '-' }[String(passes(result)) as 'true']}`,
  ]);
}

function costLines({ cost }: CompareDocument): readonly string[] {
  if (cost === undefined) return [];
  const { currency, cpuHour, gbMonth, gbOut, source } = cost.prices;
  return [
    '',
    `COST, ${cost.note}`,
    ...cost.rows.flatMap(({ label, unit, clientServer, peerToPeer }) => [
      `  ${label} (${unit})`,
      `    client-server ${(clientServer === undefined ? 'not measured' : figure(clientServer)).padEnd(22)} peer-to-peer ${peerToPeer === undefined ? 'not measured' : figure(peerToPeer)}`,
    ]),
    `  ${currency}: core ${cpuHour} an hour, memory ${gbMonth} a GB-month, out ${gbOut} a GB`,
    `  ${source}`,
  ];
}

/** Every measurement as a line of CSV (RFC 4180). */
export function compareCsv({ claims, seed, measuredOn }: CompareDocument): string {
  const rows = claims.flatMap(({ lesson, verdict, condition, measurements }) =>
    measurements.map(({ metric, unit, conditions, clientServer, peerToPeer, difference, n, finding }) => ({
      ...{ lesson, verdict, condition, metric, unit, conditions: conditions.join(' → ') },
      ...{ clientServer: clientServer?.median, peerToPeer: peerToPeer?.median },
      ...{ difference: difference?.median, low: difference?.low, high: difference?.high },
      ...{ n, finding, seed, measuredOn },
    })),
  );
  const lines = [csvHead(Object.keys(rows[0] ?? {})), ...rows.map((row) => csvLine(Object.values(row)))];
  return `${lines.join('\n')}\n`;
}

/** `holds only if peers find things by flooding`. */
export function verdictText({ verdict, condition }: Pick<Claim, 'verdict' | 'condition'>): string {
  return condition === '' ? verdict : `${verdict} ${condition}`;
}

/** At most four significant digits. */
export function figure(value: number | undefined): string {
  return value === undefined ? '-' : String(Number(value.toPrecision(4)));
}

function spread(values: Spread | undefined): string {
  if (values === undefined) return '-';
  const { median, min, max } = values;
  return min === max ? figure(median) : `${figure(median)} (${figure(min)} … ${figure(max)})`;
}

function origin({ measuredOn, seeds, seed, tookMs, command, failures, interrupted }: CompareDocument): string {
  const lines = [
    `measured on ${measuredOn}, ${seeds.length} seeds from ${seed}, in ${(tookMs / 1000).toFixed(0)} s${interrupted ? ', interrupted' : ''}; again: ${command}`,
    ...failures.map((failure) => `not measured: ${failure}`),
  ];
  return lines.join('\n');
}

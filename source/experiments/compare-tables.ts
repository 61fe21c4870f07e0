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
  return `${rows.join('\n')}\n\n${origin(document)}\n`;
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
  const lines = [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.map(escapePipe).join(' | ')} |`);
  return `${lines.join('\n')}\n\n${origin(document)}\n`;
}

/** Every measurement as a line of CSV (RFC 4180). */
export function compareCsv({ claims, seed, measuredOn }: CompareDocument): string {
  const head =
    'lesson,verdict,condition,metric,unit,conditions,client_server,peer_to_peer,difference,low,high,n,finding,seed,measured_on';
  const rows = claims.flatMap((claim) =>
    claim.measurements.map((one) => [
      ...[claim.lesson, claim.verdict, claim.condition, one.metric, one.unit, one.conditions.join(' → ')],
      ...[one.clientServer?.median, one.peerToPeer?.median],
      ...[one.difference?.median, one.difference?.low, one.difference?.high],
      ...[one.n, one.finding, seed, measuredOn],
    ]),
  );
  return `${[head, ...rows.map((cells) => cells.map(csvCell).join(','))].join('\n')}\n`;
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

function escapePipe(text: string): string {
  return text.replaceAll('|', '\\|');
}

function csvCell(value: string | number | undefined): string {
  const text = value === undefined ? '' : String(value);
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

import { formatBytes } from '../../base/units.ts';
import { linkPlanText } from '../../links/link-text.ts';
import type { OverlayFacts } from '../../scale/overlay-facts.ts';
import type { SizeFigures } from '../../scale/size-figures.ts';
import { logPlotRows, type PlotPoint, shortNumber } from './log-plot.ts';
import type { SimulateOptions } from './simulate-options.ts';

/** What stands above and below the figures. */
export interface ReportHead {
  readonly options: SimulateOptions;
  readonly facts: OverlayFacts;
  /** One way between two nodes. */
  readonly latencyMs: number;
}

/** The text of `starmesh simulate`: what was asked, a row for each size, two plots, and a legend. At most 80 columns. */
export function simulateReport(sweep: readonly SizeFigures[], head: ReportHead): string {
  const { options, facts } = head;
  const how = options.mode === 'peer-to-peer' ? `peer-to-peer (${options.overlay})${knobs(options)}` : options.mode;
  const lines = [
    `  mode       ${how}, ${linkPlanText(options.link)} (${head.latencyMs} ms one way)`,
    `  measured   simulated, seed ${options.seed}, n = ${options.queries} queries at each size`,
    '',
    ...table(sweep),
    '',
    ...plots(sweep, options),
    '',
    ...legend(facts),
    ...sweep.flatMap((row) => remarks(row, options.queries)),
    ...(sweep.at(-1)?.nodes === options.nodes ? [] : [`  interrupted before N = ${options.nodes}`]),
  ];
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
}

/** What shapes a network of this overlay. */
function knobs({ overlay, degree, k, alpha }: SimulateOptions): string {
  return { flooding: `, degree ${degree}`, kademlia: `, k ${k}, alpha ${alpha}`, index: '' }[overlay];
}

const columns: readonly (readonly [title: string, width: number, cell: (row: SizeFigures) => string])[] = [
  ['N', 9, ({ nodes }) => String(nodes)],
  ['hops', 6, ({ hopsMean }) => hopsMean?.toFixed(2) ?? '-'],
  ['max', 4, ({ hopsMax }) => String(hopsMax ?? '-')],
  ['messages/query', 15, ({ messagesPerQuery }) => decimals(messagesPerQuery)],
  ['predicted', 10, ({ predicted }) => decimals(predicted.messagesPerQuery)],
  ['links', 6, ({ linksPerNode }) => linksPerNode.toFixed(2)],
  ['busiest', 9, ({ busiestLoad }) => (busiestLoad === undefined ? '-' : `${shortNumber(busiestLoad)}x`)],
  ['events/s', 9, ({ eventsPerSecond }) => shortNumber(eventsPerSecond)],
  ['memory', 9, ({ rssBytes }) => formatBytes(rssBytes)],
];

function table(sweep: readonly SizeFigures[]): string[] {
  const header = columns.map(([title, width]) => title.padStart(width)).join('');
  return [header, ...sweep.map((row) => columns.map(([, width, cell]) => cell(row).padStart(width)).join(''))];
}

function decimals(value: number | undefined): string {
  if (value === undefined) return '-';
  return Number.isInteger(value) ? String(value) : value.toFixed(2);
}

const plotWidth = 38;
const plotHeight = 12;

function plots(sweep: readonly SizeFigures[], { seed, ascii, queries }: SimulateOptions): string[] {
  const points = (of: (row: SizeFigures) => number | undefined): PlotPoint[] =>
    sweep.flatMap((row): PlotPoint[] => {
      const value = of(row);
      return value === undefined || value <= 0 ? [] : [[row.nodes, value]];
    });
  const shared = { width: plotWidth, height: plotHeight, ascii };
  const left = logPlotRows({
    ...shared,
    title: '  messages a query against N',
    measured: points(({ messagesPerQuery }) => messagesPerQuery),
    predicted: points(({ predicted }) => predicted.messagesPerQuery),
    isLogY: true,
  });
  const right = logPlotRows({
    ...shared,
    title: '  mean hops against N',
    measured: points(({ hopsMean }) => hopsMean),
    predicted: points(({ predicted }) => predicted.hopsMean),
    isLogY: false,
  });
  const rows = Array.from({ length: Math.max(left.length, right.length) }, (_, at) => {
    const one = left[at] ?? ' '.repeat(plotWidth);
    return `${one.padEnd(plotWidth)}  ${right[at] ?? ''}`;
  });
  return [
    ...rows,
    `  both: simulated, n = ${queries} a size, seed ${seed}; ${ascii ? 'o measured, . predicted' : '● measured, ⠤ predicted'}`,
  ];
}

function legend({ messagesSource, hopsSource }: OverlayFacts): string[] {
  return [
    '  messages   those that locate the item, without fetch, content and upkeep',
    ...(messagesSource === '' ? [] : [`  predicted  ${messagesSource}`]),
    ...(hopsSource === '' ? [] : [`  hops       ${hopsSource}`]),
    '  busiest    query and content messages that reached the busiest node / the mean',
    "  events/s   of this machine, with the nodes' own logic; memory of this process",
  ];
}

function remarks({ nodes, complete, failure, queries, failed }: SizeFigures, wanted: number): string[] {
  const only = `N = ${nodes}: only ${queries} queries, nobody is left who lacks something`;
  return [
    ...(complete ? [] : [`  N = ${nodes}: ${failure ?? 'interrupted'}; its figures are those so far (n = ${queries})`]),
    ...(complete && queries < wanted ? [`  ${only}`] : []),
    ...(failed === 0 ? [] : [`  N = ${nodes}: ${failed} of ${queries} queries failed`]),
  ];
}

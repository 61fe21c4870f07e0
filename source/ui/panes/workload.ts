import { figures, formatBytes, formatMs, formatShare } from '../../base/units.ts';
import type { WorkloadFigure } from '../../lab/view/figures-view.ts';
import type { NodeView } from '../../lab/view/node-view.ts';
import type { LabSnapshot } from '../../lab/view/snapshot.ts';
import { bordered, innerHeight, innerWidth } from '../drawing/border.ts';
import { filledCells } from '../drawing/filled-cells.ts';
import type { Rectangle } from '../drawing/layout.ts';
import { lengthOf, type Row, row, type Segment } from '../drawing/text.ts';
import type { ColorRole, Theme } from '../drawing/theme.ts';

/** What a workload without items is about: its figures, and a bar for each node. */
export function workloadPane(
  theme: Theme,
  area: Rectangle,
  snapshot: LabSnapshot,
  selected: number,
  isFocused: boolean,
): Row[] {
  const width = innerWidth(area);
  const height = innerHeight(area);
  const { workload, settings } = snapshot;
  const rows = workload.figures.map((figure) => figureRow(theme, width, figure));
  if (rows.length === 0) rows.push(row(theme, width, [['secondary', waitingFor[settings.workload] ?? '']]));
  const bars = barsOf(snapshot);
  const room = Math.max(0, height - rows.length - 1);
  const first = Math.max(0, Math.min(selected - Math.floor(room / 2), bars.length - room));
  rows.push(row(theme, width, [['faint', barTitle[settings.workload] ?? '']]));
  rows.push(...bars.slice(first, first + room).map((bar) => barRow(theme, width, bar)));
  const note: Segment[] = [['secondary', noteOf(snapshot)]];
  return bordered(theme, area, { title: titles[settings.workload] ?? 'Workload', note, rows, isFocused });
}

const titles: Readonly<Partial<Record<string, string>>> = {
  game: 'Game',
  tasks: 'Tasks',
  distribute: 'One file for everybody',
};
const waitingFor: Readonly<Partial<Record<string, string>>> = {
  game: 'nobody has moved yet',
  tasks: 'no job is done yet',
  distribute: 'nobody has the whole file yet',
};
const barTitle: Readonly<Partial<Record<string, string>>> = {
  game: 'bytes out of each node',
  tasks: 'tasks done for the job, by node',
  distribute: 'pieces at each node',
};

/** Metrics in words. */
const labels: Readonly<Record<string, string>> = {
  completionMs: 'complete after',
  stateAgeMs: 'state age',
  behindPercent: 'views behind',
  jobMs: 'a job takes',
  speedUpTimes: 'speed-up',
  rightPercent: 'right results',
};

function figureRow(theme: Theme, width: number, { metric, n, mean, p50, p99, max }: WorkloadFigure): Row {
  const name = (labels[metric] ?? metric).padEnd(15);
  const count: Segment[] = [['faint', `n ${n}`]];
  if (!metric.endsWith('Ms'))
    return row(
      theme,
      width,
      [
        ['secondary', name],
        ['strong', valueText(metric, mean)],
      ],
      count,
    );
  const part = (before: string, value: number | undefined): Segment[] => [
    ['secondary', before],
    ['strong', formatMs(value)],
  ];
  const parts = [part(`${name}p50 `, p50), part('  p99 ', p99), part('  max ', max)];
  const room = width - lengthOf(count) - 1;
  const fitting = [parts, parts.slice(0, 2)].find((some) => lengthOf(some.flat()) <= room) ?? parts.slice(0, 1);
  return row(theme, width, fitting.flat(), count);
}

function valueText(metric: string, value: number): string {
  if (metric.endsWith('Percent')) return formatShare(value / 100);
  return metric.endsWith('Times') ? `${figures(value)} times` : figures(value);
}

interface Bar {
  readonly id: string;
  /** 0 … 1 */
  readonly share: number;
  readonly text: string;
  readonly look: ColorRole;
}

function barsOf(snapshot: LabSnapshot): Bar[] {
  const { nodes, settings, workload, placement } = snapshot;
  const look = ({ state, role }: NodeView): ColorRole =>
    state === 'down' ? 'error' : role === 'server' ? 'accentStrong' : 'accent';
  if (settings.workload === 'distribute') {
    const holders = placement.items[0]?.holders;
    return nodes.map((node) => {
      const progress = workload.progress.get(node.id);
      const share = holders?.has(node.id) === true ? 1 : progress === undefined ? 0 : progress.done / progress.total;
      return { id: node.id, share, text: formatShare(share, 0), look: look(node) };
    });
  }
  const valueOfNode = (node: NodeView): number => (settings.workload === 'game' ? node.bytesSent : node.requestsServed);
  const most = Math.max(1, ...nodes.map(valueOfNode));
  return nodes.map((node) => {
    const value = valueOfNode(node);
    const text = settings.workload === 'game' ? formatBytes(value) : String(value);
    return { id: node.id, share: value / most, text, look: look(node) };
  });
}

function barRow(theme: Theme, width: number, { id, share, text, look }: Bar): Row {
  const room = Math.max(1, width - 16);
  const filled = filledCells(share, room);
  const [full, empty] = theme.glyphs.braille ? ['▄', '▁'] : ['#', '.'];
  return row(
    theme,
    width,
    [
      ['text', id.padEnd(5)],
      [look, full.repeat(filled)],
      ['panel', empty.repeat(room - filled)],
    ],
    [['strong', text.padStart(8)]],
  );
}

function noteOf({ settings, workload }: LabSnapshot): string {
  if (settings.workload === 'tasks') {
    const [progress] = workload.progress.values();
    return progress === undefined ? '' : `${progress.done} of ${progress.total} tasks`;
  }
  if (settings.workload === 'distribute') {
    const complete = [...workload.progress.values()].filter(({ done, total }) => done === total).length;
    return `${complete} complete`;
  }
  return `${settings.ticksPerSecond} moves a second`;
}

import type { LabSnapshot } from '../../lab/snapshot.ts';
import { framed, innerHeight, innerWidth } from '../frame.ts';
import type { Rectangle } from '../layout.ts';
import { row, type Segment } from '../text.ts';
import type { Theme } from '../theme.ts';

/** The frame and the legend of the topology; `topology-canvas.ts` draws the network into it. */
export function topologyPane(theme: Theme, area: Rectangle, snapshot: LabSnapshot, isFocused: boolean): string[] {
  const width = innerWidth(area);
  const empty = row(theme, width, []);
  const rows = Array.from({ length: Math.max(0, innerHeight(area) - 1) }, () => empty);
  rows.push(legend(theme, width, snapshot));
  return framed(theme, area, { title: 'Topology', note: [['secondary', shape(theme, snapshot)]], rows, isFocused });
}

/** Where the network is drawn: inside the frame, above the legend. */
export function canvasArea(area: Rectangle): Rectangle {
  return { left: area.left + 2, top: area.top + 1, width: area.width - 4, height: area.height - 3 };
}

function shape({ glyphs }: Theme, { mode, nodes, links, settings }: LabSnapshot): string {
  const down = nodes.filter(({ state }) => state === 'down').length;
  const dead = down === 0 ? '' : ` ${glyphs.middle} ${down} down`;
  if (mode === 'client-server') return `star ${glyphs.middle} ${links} connections${dead}`;
  return `${settings.overlay ?? 'mesh'} ${glyphs.middle} ${nodes.length} peers ${glyphs.middle} ${links} links${dead}`;
}

function legend(theme: Theme, width: number, { log }: LabSnapshot): string {
  const { glyphs } = theme;
  const kinds: Segment[] = [
    ['query', `${glyphs.query} `],
    ['secondary', 'query   '],
    ['content', `${glyphs.content} `],
    ['secondary', 'content   '],
    ['upkeep', `${glyphs.upkeep} `],
    ['secondary', 'upkeep   '],
  ];
  const last = log.findLast((entry) => entry.type === 'operation' && entry.outcome === 'done');
  if (last?.type !== 'operation' || width < 56) return row(theme, width, kinds);
  return row(theme, width, kinds, [
    ['text', `${last.node} ${glyphs.arrow} ${last.servedBy ?? '?'}  `],
    ['secondary', last.item],
  ]);
}

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

function shape({ glyphs }: Theme, { mode, nodes, links, settings, cuts, churnMs }: LabSnapshot): string {
  const down = nodes.filter(({ state }) => state === 'down').length;
  const paused = nodes.filter(({ state }) => state === 'paused').length;
  const dead = [
    down === 0 ? '' : ` ${glyphs.middle} ${down} down`,
    paused === 0 ? '' : ` ${glyphs.middle} ${paused} paused`,
    cuts.length === 0 ? '' : ` ${glyphs.middle} ${groupsText(nodes, cuts)}`,
    churnMs === 0 ? '' : ` ${glyphs.middle} churn`,
  ].join('');
  if (mode === 'client-server') return `star ${glyphs.middle} ${links} connections${dead}`;
  const peers = paused + cuts.length + churnMs === 0 ? ` ${glyphs.middle} ${nodes.length} peers` : ''; // what is wrong matters more
  return `${settings.overlay ?? 'mesh'}${peers} ${glyphs.middle} ${links} links${dead}`;
}

/** `parted 3|5` where the cuts leave groups of nodes, `2 cuts` otherwise. */
function groupsText(nodes: LabSnapshot['nodes'], cuts: LabSnapshot['cuts']): string {
  const isCut = new Set(cuts.flatMap(([a, b]) => [`${a} ${b}`, `${b} ${a}`]));
  const groups: string[][] = [];
  for (const { id } of nodes) {
    const home = groups.find((group) => group.every((other) => !isCut.has(`${id} ${other}`)));
    if (home === undefined) groups.push([id]);
    else home.push(id);
  }
  const across = (nodes.length ** 2 - groups.reduce((total, { length }) => total + length ** 2, 0)) / 2;
  return across === cuts.length ? `parted ${groups.map(({ length }) => length).join('|')}` : `${cuts.length} cuts`;
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

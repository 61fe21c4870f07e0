import { describe, expect, it } from 'vitest';
import type { LogEntry } from '../../../source/lab/view/log-entry.ts';
import type { LabSnapshot } from '../../../source/lab/view/snapshot.ts';
import { type NodeId, nodeId } from '../../../source/protocol/ids.ts';
import { createCellGrid } from '../../../source/ui/drawing/cell-grid.ts';
import { createTheme } from '../../../source/ui/drawing/theme.ts';
import { canvasArea, shownRoute, topologyPane } from '../../../source/ui/panes/topology.ts';
import { initialUi } from '../../../source/ui/state/ui-state.ts';
import { createTopologyPicture } from '../../../source/ui/topology/canvas.ts';
import { groupsApart } from '../../../source/ui/topology/parts.ts';
import { routeOf } from '../../../source/ui/topology/request-route.ts';
import type { TopologyView } from '../../../source/ui/topology/view.ts';
import { textOf, widthOf } from '../pane-rows.ts';
import { snapshotOf } from '../snapshots.ts';

const area = { left: 0, top: 0, width: 62, height: 18 };
const unicode = createTheme('peer-to-peer', 'none', false);
const ascii = createTheme('peer-to-peer', 'none', true);
const whole = snapshotOf({ mode: 'peer-to-peer', nodes: 8 });
/** Without rates and loads nothing is drawn but what a test asks for. */
const bare: LabSnapshot = {
  ...whole,
  connections: [],
  nodes: whole.nodes.map((node) => ({ ...node, load: undefined })),
};

function pictureOf(view: Partial<TopologyView>, theme = unicode): string {
  const grid = createCellGrid(area.width, area.height);
  createTopologyPicture(theme, { snapshot: bare, area, selected: 0, ...view }).draw(grid, 0);
  return Array.from({ length: area.height }, (_, at) =>
    grid.characters.slice(at * area.width, (at + 1) * area.width).join(''),
  ).join('\n');
}

function cutsBetween(left: readonly number[], right: readonly number[]): (readonly [NodeId, NodeId])[] {
  return left.flatMap((a) => right.map((b) => [nodeId(a), nodeId(b)] as const));
}

const dots = /[\u2801-\u28ff]/g;
const count = (text: string, pattern: RegExp): number => [...text.matchAll(pattern)].length;

describe('cuts', () => {
  it('shows a cut edge with a cross in a hole, in ASCII too', () => {
    const cut = { ...bare, cuts: cutsBetween([1], [4]) };
    expect(count(pictureOf({}), /×/g)).toBe(0);
    expect(count(pictureOf({ snapshot: cut }), /×/g)).toBe(1);
    expect(count(pictureOf({ snapshot: cut }, ascii), /X/g)).toBe(1);
  });

  it('shows in a star who is cut off from the server, and nothing between clients', () => {
    const star = { ...snapshotOf({ mode: 'client-server', nodes: 8 }), connections: [] };
    const cut = { ...star, cuts: cutsBetween([1, 2, 3], [5, 6]) };
    expect(count(pictureOf({ snapshot: cut, selected: 4 }), /×/g)).toBe(2);
  });

  it('draws a line between the two parts of a network, whoever is selected', () => {
    const parted = { ...bare, cuts: cutsBetween([1, 2, 3, 4], [5, 6, 7, 8]) };
    expect(groupsApart(parted)?.map((group) => group.length)).toEqual([4, 4]);
    const others = { ...bare, cuts: parted.cuts.filter(([a, b]) => a !== nodeId(2) || b !== nodeId(8)) };
    expect(groupsApart(others)).toBeUndefined();
    const line = (snapshot: LabSnapshot): number => count(pictureOf({ snapshot, selected: 0 }), dots);
    expect(line(parted)).toBeGreaterThan(line(others) + 8);
  });
});

function servedBy(entry: LogEntry): string | undefined {
  return entry.type === 'operation' ? entry.servedBy : undefined;
}

describe('routes', () => {
  it('goes to the node that served a request, and back with its time', () => {
    const [entry] = whole.log;
    if (entry?.type !== 'operation') return expect.fail();
    const who = { node: nodeId(3), servedBy: nodeId(6), operation: 'fetch' as const };
    const served = { ...entry, ...who, at: 1_118, latencyMs: 118 };
    expect(routeOf(served)).toEqual([
      { from: nodeId(3), to: nodeId(6), atMs: 0, message: 'fetch', kind: 'query' },
      { from: nodeId(6), to: nodeId(3), atMs: 118, message: 'content', kind: 'content' },
    ]);
    expect(routeOf({ ...served, servedBy: undefined })).toEqual([]);
    expect(routeOf(undefined)).toEqual([]);
  });

  it('is what the node that asked tells of it', () => {
    const [entry] = whole.log;
    if (entry?.type !== 'operation') return expect.fail();
    const step = { from: nodeId(3), to: nodeId(6), message: 'query' as const, kind: 'query' as const };
    const route = [
      { ...step, at: 1_002 },
      { ...step, from: nodeId(6), to: nodeId(7), at: undefined },
    ];
    expect(routeOf({ ...entry, at: 1_118, latencyMs: 118, route })).toEqual([
      { ...step, atMs: 2 },
      { ...step, from: nodeId(6), to: nodeId(7), atMs: undefined },
    ]);
  });

  it('is that of the selected entry; while the picture stands still, of the latest that the selected node had to do with', () => {
    const { log } = whole;
    const isDone = (entry: LogEntry): boolean => entry.type === 'operation' && entry.outcome === 'done';
    const entry = log.find(isDone);
    expect(shownRoute(whole, initialUi)).toEqual([]);
    expect(shownRoute(whole, { ...initialUi, entry })).toEqual(routeOf(entry));
    const latest = log.findLast((one) => isDone(one) && [one.node, servedBy(one)].includes(whole.nodes[0]?.id));
    expect(shownRoute(whole, { ...initialUi, frozen: whole })).toEqual(routeOf(latest));
    expect(shownRoute({ ...whole, log: [] }, { ...initialUi, entry })).toEqual([]);
  });

  it('is drawn hop by hop, with number and time', () => {
    const hop = (from: number, to: number, atMs: number) => ({
      ...{ from: nodeId(from), to: nodeId(to), atMs, message: 'query' as const, kind: 'query' as const },
    });
    const route = [hop(1, 4, 0), hop(4, 7, 12), hop(7, 1, 118)];
    for (const theme of [unicode, ascii]) {
      const text = pictureOf({ route }, theme);
      for (const name of [' 1 ', ' 2 +12', ' 3 +118 ms']) expect(text).toContain(name);
    }
    expect(count(pictureOf({ route }), dots)).toBeGreaterThan(40);
  });
});

describe('standing time', () => {
  const message = { from: nodeId(2), to: nodeId(5), kind: 'query', at: 10 } as const;
  const next = { node: nodeId(5), at: 10, text: 'n2 asks n5 for song-07', held: 7, moves: message };
  const step = (text: string) =>
    ({
      type: 'event',
      at: 9,
      node: nodeId(5),
      level: 'info',
      text: `step: ${text}`,
      step: text,
      item: undefined,
    }) as const;
  const standing = (messages: number): LabSnapshot => ({
    ...bare,
    pace: 0,
    log: [...bare.log, step('n5 pings n2'), step('n2 answers the ping of n5')],
    next: { ...next, messages: Array.from({ length: messages }, () => message) },
  });

  it('holds messages on their edges, and counts those that have no room there', () => {
    expect(count(pictureOf({ snapshot: standing(2) }), /●/g)).toBe(2);
    const many = pictureOf({ snapshot: standing(6) });
    expect(count(many, /●/g)).toBe(3);
    expect(many).toContain('6+'); // a seventh one is held that nobody named
  });

  it('says in words what was done and what comes next, at every size, and leaves the rest to the canvas', () => {
    for (const height of [9, 13, 22, 40]) {
      const pane = { left: 0, top: 0, width: 60, height };
      const rows = topologyPane(unicode, pane, standing(2), true);
      expect(rows).toHaveLength(height);
      expect(rows.map(widthOf)).toEqual(rows.map(() => 60));
      expect(textOf(rows)).toMatch(/done +n2 answers the ping of n5/);
      expect(textOf(rows)).toMatch(/next → n2 asks n5 for song-07/);
      const canvas = canvasArea(pane, standing(2));
      const empty = rows.slice(1, 1 + canvas.height).map((row) => textOf([row]).slice(1, -1).trim());
      expect(empty.every((row) => row === '')).toBe(true);
      expect(canvas.height).toBeGreaterThanOrEqual(4);
      expect(canvasArea(pane, whole).height).toBe(height - 3);
    }
  });
});

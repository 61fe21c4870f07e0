import { describe, expect, it } from 'vitest';
import type { LabSnapshot } from '../../../source/lab/view/snapshot.ts';
import { nodeId } from '../../../source/protocol/ids.ts';
import { layOut, type PaneName, paneNames, type Rectangle } from '../../../source/ui/drawing/layout.ts';
import type { Row } from '../../../source/ui/drawing/text.ts';
import { createTheme, type Theme } from '../../../source/ui/drawing/theme.ts';
import { keymap } from '../../../source/ui/keys/keymap.ts';
import { comparisonPane } from '../../../source/ui/panes/comparison.ts';
import { footerPane } from '../../../source/ui/panes/footer.ts';
import { headerPane } from '../../../source/ui/panes/header.ts';
import { helpPane } from '../../../source/ui/panes/help.ts';
import { nodesPane } from '../../../source/ui/panes/nodes.ts';
import { placementPane } from '../../../source/ui/panes/placement.ts';
import { requestsPane } from '../../../source/ui/panes/requests.ts';
import { topologyPane } from '../../../source/ui/panes/topology.ts';
import { workloadPane } from '../../../source/ui/panes/workload.ts';
import { initialUi, type UiState } from '../../../source/ui/state/ui-state.ts';
import { textOf, widthOf } from '../pane-rows.ts';
import { snapshotOf } from '../snapshots.ts';

const draw: Record<PaneName, (theme: Theme, area: Rectangle, snapshot: LabSnapshot, selected: number) => Row[]> = {
  topology: (theme, area, snapshot) => topologyPane(theme, area, snapshot, true),
  requests: (theme, area, snapshot) => requestsPane(theme, area, snapshot, false),
  placement: (theme, area, snapshot, selected) => placementPane(theme, area, snapshot, { ...initialUi, selected }),
  nodes: (theme, area, snapshot, selected) => nodesPane(theme, area, snapshot, selected, true),
};

const sizes = [
  [80, 24],
  [120, 40],
  [60, 16],
  [200, 60],
] as const;

const snapshots: Record<string, LabSnapshot> = {
  'star of 4': snapshotOf({ mode: 'client-server', nodes: 4 }),
  'mesh of 8 with a death, after a switch': snapshotOf({ mode: 'peer-to-peer', nodes: 8, down: 3, isSwitched: true }),
  'star of 32, server down': snapshotOf({ mode: 'client-server', nodes: 32, down: 1 }),
  'mesh of 200': snapshotOf({ mode: 'peer-to-peer', nodes: 200, isSwitched: true }),
  'lab that starts': startingLab(),
  'lab that failed': {
    ...snapshotOf({ mode: 'client-server', nodes: 2, phase: 'failed' }),
    failure: 'n2 did not start\n\twithin 10 s: spawn EAGAIN ✗ 漢字 é',
  },
};

function startingLab(): LabSnapshot {
  const empty = { p50: undefined, p95: undefined, p99: undefined, max: undefined };
  const lab = snapshotOf({ mode: 'client-server', nodes: 3, phase: 'starting' });
  return {
    ...lab,
    now: 0,
    connections: [],
    log: [],
    nodes: lab.nodes.map((node) => ({
      ...node,
      state: 'starting',
      pid: undefined,
      address: undefined,
      ping: undefined,
    })),
    requests: {
      ...lab.requests,
      ...{ series: [], latency: empty, recentLatency: empty, recentSuccess: undefined, perSecond: 0 },
    },
    placement: { items: [], copies: 0, fullest: undefined },
    machine: undefined,
  };
}

const screens: Partial<UiState>[] = [
  {},
  { sheet: 'help', hint: 'no key → here · ? shows the keys, é 漢字' },
  { zoom: 'nodes', selected: 2 },
  { selected: 199, focus: 'placement' },
];

interface Drawn {
  readonly name: string;
  readonly area: { readonly width: number; readonly height: number };
  readonly rows: readonly Row[];
}

/** Everything on a screen of a size: the lines, the help, and each pane in its place and zoomed. */
function drawAll(theme: Theme, snapshot: LabSnapshot, columns: number, rows: number): Drawn[] {
  const drawn: Drawn[] = [];
  const line = { width: columns, height: 1 };
  for (const changed of screens) {
    const ui = { ...initialUi, ...changed };
    drawn.push(
      { name: 'header', area: line, rows: [headerPane(theme, columns, snapshot, ui.sheet !== undefined)] },
      { name: 'comparison', area: line, rows: [comparisonPane(theme, columns, snapshot, ui.hint)] },
      { name: 'footer', area: line, rows: [footerPane(theme, columns, { snapshot, ui })] },
    );
    for (const zoom of [undefined, ...paneNames]) {
      for (const name of paneNames) {
        const area = layOut(columns, rows, zoom)?.panes[name];
        if (area !== undefined) drawn.push({ name, area, rows: draw[name](theme, area, snapshot, ui.selected) });
      }
    }
  }
  const body = { left: 0, top: 1, width: columns, height: rows - 3 };
  drawn.push({ name: 'help', area: body, rows: helpPane(theme, body) });
  return drawn;
}

describe.each(Object.entries(snapshots))('the panes of a %s', (_name, snapshot) => {
  it.each(sizes)('fill their rectangles exactly at %ix%i', (columns, rows) => {
    for (const [color, isAscii] of [
      ['none', false],
      ['none', true],
      ['truecolor', false],
    ] as const) {
      const wrong = drawAll(createTheme(snapshot.mode, color, isAscii), snapshot, columns, rows).flatMap(
        ({ name, area, rows: lines }) => [
          ...(lines.length === area.height ? [] : [`${name} has ${lines.length} rows, not ${area.height}`]),
          ...lines.filter((row) => widthOf(row) !== area.width).map((row) => `${name}: ${textOf([row])}`),
        ],
      );
      expect(wrong).toEqual([]);
    }
  });

  it.each(sizes)('leave no control character in a row, and in ASCII nothing above ~, at %ix%i', (columns, rows) => {
    for (const isAscii of [false, true]) {
      const allowed = isAscii ? /^[ -~\n]*$/ : /^[^\u0000-\u0009\u000b-\u001f\u007f-\u009f]*$/;
      const wrong = drawAll(createTheme(snapshot.mode, 'none', isAscii), snapshot, columns, rows)
        .flatMap(({ name, rows: lines }) => lines.map((text) => `${name}: ${textOf([text])}`))
        .filter((text) => !allowed.test(text));
      expect(wrong).toEqual([]);
    }
  });
});

const theme = createTheme('peer-to-peer', 'none', false);
const area = { left: 0, top: 0, width: 66, height: 24 };
const star = snapshotOf({ mode: 'client-server', nodes: 8 });
const mesh = snapshotOf({ mode: 'peer-to-peer', nodes: 8, down: 3, isSwitched: true });

describe('headerPane', () => {
  it('shows each part whole or not at all, in every width', () => {
    for (const snapshot of [
      mesh,
      { ...mesh, settings: { ...mesh.settings, link: 'satellite', durability: 'memory' as const } },
    ])
      for (let width = 76; width <= 200; width++)
        expect(textOf([headerPane(theme, width, snapshot, false)]), String(width)).not.toContain('…');
  });

  it('says the mode, whether the lab is live, its phase, and that the view is frozen', () => {
    expect(textOf([headerPane(theme, 120, star, false)])).toMatch(/CLIENT-SERVER.*8 nodes.*live/);
    expect(textOf([headerPane(theme, 60, mesh, false)])).toMatch(/PEER-TO-PEER/);
    expect(textOf([headerPane(theme, 120, mesh, false)])).toContain('93.4 %');
    expect(textOf([headerPane(theme, 80, { ...mesh, phase: 'switching' }, false)])).toContain('switching');
    expect(textOf([headerPane(theme, 80, mesh, true)])).toContain('FROZEN');
    expect(textOf([headerPane(theme, 80, { ...mesh, phase: 'failed' }, false)])).toContain('failed');
  });
});

describe('nodesPane', () => {
  it('has a row with role and counts for every node', () => {
    const text = textOf(nodesPane(theme, area, star, 0, true));
    for (const { id, role, requestsMade, requestsServed } of star.nodes)
      expect(text).toMatch(new RegExp(`${id} +${role} .*\\b${requestsMade} .*\\b${requestsServed}\\b`));
    expect(text).toContain('8 nodes');
  });

  it('says of a dead node that it is down, since when and why', () => {
    expect(textOf(nodesPane(theme, area, mesh, 0, true))).toMatch(/n3 +down +01:28 +killed · SIGKILL/);
  });

  it('explains the selected node and its connections', () => {
    const text = textOf(nodesPane(theme, { ...area, height: 34 }, mesh, 3, true));
    expect(text).toContain('n4 selected');
    expect(text).toContain(`pid ${mesh.nodes[3]?.pid}`);
    expect(text).toMatch(/to n5 +out/);
  });

  it('keeps the selected node in view when there are more than rows', () => {
    const many = snapshotOf({ mode: 'peer-to-peer', nodes: 200 });
    for (const selected of [0, 57, 120, 199])
      expect(textOf(nodesPane(theme, area, many, selected, true))).toMatch(new RegExp(`n${selected + 1} +peer`));
  });
});

describe('placementPane', () => {
  it('shows who holds what, how many copies, and what nobody has: away where a disk keeps it, else lost', () => {
    const inMemory = { ...mesh, settings: { ...mesh.settings, durability: 'memory' as const } };
    const text = textOf(placementPane(theme, area, inMemory, initialUi));
    expect(textOf(placementPane(theme, area, mesh, initialUi))).toMatch(/f001\.bin.*away/);
    expect(text).toContain(`${mesh.placement.items.length} items`);
    expect(text).toContain(`${mesh.placement.copies} copies`);
    expect(text).toMatch(/f001\.bin.*lost/);
    expect(text).not.toMatch(/f002\.bin.*lost/);
    expect(text).toMatch(/fullest n1 +31 %/);
  });

  it('marks an item whose lost copy was replaced, for three seconds', () => {
    const items = mesh.placement.items.map((item, at) => ({
      ...item,
      repairedAt: at === 0 ? mesh.now - 1_000 : mesh.now - 4_000,
    }));
    const repaired = { ...mesh, placement: { ...mesh.placement, items } };
    const rows = placementPane(theme, { ...area, width: 120 }, repaired, initialUi);
    const marked = rows.filter((row) => row.some(([role, text]) => role === 'good' && text.includes('.bin')));
    expect(marked.map((row) => textOf([row]))).toEqual([expect.stringContaining('f001.bin')]);
  });

  it('gives the server one full column', () => {
    const lines = textOf(placementPane(theme, area, star, initialUi)).split('\n');
    const held = lines.filter((line) => /f0\d\d\.bin/.test(line));
    expect(held.length).toBeGreaterThan(10);
    const columns = held.map((line) => [line.indexOf(theme.glyphs.stored), line.lastIndexOf(theme.glyphs.stored)]);
    expect(new Set(columns.flat()).size).toBe(1);
  });
});

describe('requestsPane', () => {
  it('shows rate, success, failures, latency and the newest of the log', () => {
    const text = textOf(requestsPane(theme, area, mesh, false));
    for (const fact of ['20/s', '93.4 %', 'failed 13', 'p50', 'p95', 'p99', 'timed out']) expect(text).toContain(fact);
    expect(text).toMatch(/n3 down: killed/);
    expect(text).toMatch(/32\.050 +star → mesh/);
  });

  it.each([3, 20, 45, 100])('fills the charts after %i seconds, as far as they go', (seconds) => {
    const { requests } = mesh;
    const series = requests.series.concat(requests.series, requests.series).slice(0, seconds);
    expect(series).toHaveLength(seconds);
    const wide = { left: 0, top: 0, width: 110, height: 24 };
    const text = textOf(requestsPane(theme, wide, { ...mesh, requests: { ...requests, series } }, false));
    const widest = Math.max(...text.split('\n').map((line) => line.match(/[\u2801-\u28ff]/g)?.length ?? 0));
    expect(widest / (110 - 4 - 7)).toBeGreaterThan(Math.min(0.45, (seconds - 1) / 16)); // the last one still fills
  });

  it('says that there is nothing yet', () => {
    expect(textOf(requestsPane(theme, area, startingLab(), false))).toContain('no requests yet');
  });
});

describe('topologyPane', () => {
  it('names the shape, its connections and its dead', () => {
    expect(textOf(topologyPane(theme, area, star, false))).toMatch(/star · 7 connections/);
    expect(textOf(topologyPane(theme, area, mesh, false))).toMatch(/flooding · 8 peers · \d+ links · 1 down/);
  });

  it('tells connections for transfers from links', () => {
    const idle = { query: 0, hit: 0, content: 0, upkeep: 0 };
    const join = (from: number, to: number, purpose: 'overlay' | 'transfer') =>
      ({ from: nodeId(from), to: nodeId(to), purpose, out: idle, back: idle }) as const;
    const connections = [join(1, 2, 'overlay'), join(2, 1, 'transfer'), join(3, 1, 'transfer')];
    const quiet = { ...snapshotOf({ mode: 'peer-to-peer', nodes: 3 }), links: 1, connections };
    const noted = (width: number): string => textOf(topologyPane(theme, { ...area, width }, quiet, false));
    expect(noted(70)).toMatch(/ flooding · 3 peers · 1 link \+ 1 for transfers /);
    expect([noted(48), noted(36), noted(26)]).toEqual([
      expect.stringContaining(' flooding · 3 peers · 1 link '),
      expect.stringContaining(' flooding · 1 link '),
      expect.stringContaining('─ 1 link '),
    ]); // as much as has room
  });
});

describe('comparisonPane', () => {
  it('shows the figures before and after the switch, as many as fit', () => {
    expect(textOf([comparisonPane(theme, 120, mesh, undefined)])).toMatch(
      /star → flooding.*p50 8\.4 ms → 3\.1 ms.*2\.0 → 14\.3.*100 % → 22 %/,
    );
    for (let width = 60; width < 160; width++) {
      expect(textOf([comparisonPane(theme, width, mesh, undefined)])).not.toContain('…'); // whole figures or none
    }
    expect(textOf([comparisonPane(theme, 60, mesh, undefined)])).toMatch(/star → flooding.*8\.4 ms → 3\.1 ms/);
  });

  it('puts an answer to a key before a failure, and a failure before the figures', () => {
    const failed = { ...mesh, failure: 'n2 did not start' };
    expect(textOf([comparisonPane(theme, 80, failed, 'n3 is down')])).toContain('n3 is down');
    expect(textOf([comparisonPane(theme, 80, failed, undefined)])).toContain('n2 did not start');
  });

  it('says what to do before the first switch', () => {
    expect(textOf([comparisonPane(theme, 80, star, undefined)])).toMatch(/\bm\b/);
    expect(textOf([comparisonPane(theme, 80, startingLab(), undefined)])).toMatch(/starting 3/);
  });
});

describe('footerPane', () => {
  it('names the keys that do something now, and always help and quit', () => {
    const text = (width: number, snapshot: LabSnapshot, ui: UiState): string =>
      textOf([footerPane(theme, width, { snapshot, ui })]);
    expect(text(120, mesh, initialUi)).toMatch(/m mode.*x kill.*\? help.*q quit/);
    expect(text(120, mesh, initialUi)).not.toContain('restart');
    expect(text(120, mesh, { ...initialUi, selected: 2 })).toMatch(/r restart/);
    expect(text(60, mesh, initialUi)).toMatch(/\? help.*q quit/);
    expect(text(120, mesh, initialUi)).toMatch(/: command.*\/ filter/);
    const still = { ...mesh, pace: 0 };
    for (const selected of [0, 2])
      for (const zoom of ['nodes', 'requests'] as const)
        expect(text(120, still, { ...initialUi, zoom, focus: zoom, selected })).toMatch(
          /esc back.*\/ filter.*: command/,
        );
    expect(text(80, { ...mesh, pace: 0 }, { ...initialUi, zoom: 'nodes' })).toMatch(/esc back.*\. step/);
    const inAscii = footerPane(createTheme('peer-to-peer', 'none', true), 120, { snapshot: mesh, ui: initialUi });
    expect(textOf([inAscii])).not.toMatch(/\w\?/);
  });
});

describe('helpPane', () => {
  it('explains every key and every mark', () => {
    const text = textOf(helpPane(theme, { left: 0, top: 1, width: 120, height: 50 }));
    for (const word of [
      'SIGKILL',
      'Ctrl-C',
      'freeze',
      'server',
      'client',
      'peer',
      'down',
      'query',
      'content',
      'upkeep',
    ])
      expect(text).toContain(word);
  });

  it.each([
    [80, 21],
    [120, 37],
  ])('names every key at %ix%i too', (width, height) => {
    const text = textOf(helpPane(theme, { left: 0, top: 1, width, height }));
    for (const { keys, shown } of keymap)
      if (!keys.includes('shift+tab') && !keys.includes('up')) expect(text).toContain(`${shown} `);
  });

  it('names every key whole, page by page, in the smallest terminal', () => {
    const small = { left: 0, top: 1, width: 60, height: 13 };
    const pages = [0, 1, 2, 3].map((part) => textOf(helpPane(theme, small, part)));
    expect(pages[0]).toContain('1 of 4');
    for (const { keys, shown, brief, label } of keymap)
      if (!keys.includes('shift+tab') && !keys.includes('up'))
        expect(pages.join('\n')).toContain(`${shown.padEnd(7)}${brief ?? label} `);
    expect(textOf(helpPane(theme, small, 4))).toBe(pages[0]);
  });
});

describe('a game, which asks nothing', () => {
  const age = { metric: 'stateAgeMs', n: 3370, mean: 125, p50: 122, p99: 201, max: 1_250 };
  const game = {
    ...star,
    settings: { ...star.settings, workload: 'game' as const, ticksPerSecond: 20 },
    workload: { figures: [age], progress: new Map() },
  };

  it('has the age of what players see in the header, in place of requests', () => {
    expect(textOf([headerPane(theme, 80, game, false)])).toMatch(/age p50 122 ms/);
    expect(textOf([headerPane(theme, 80, game, false)])).not.toMatch(/ok /);
    expect(textOf(requestsPane(theme, area, game, false))).toContain('a game asks nothing');
    const last = game.log.findLast((entry) => entry.type === 'operation' && entry.outcome === 'done');
    const item = last?.type === 'operation' ? last.item : expect.fail();
    expect(textOf(topologyPane(theme, area, star, false))).toContain(item);
    expect(textOf(topologyPane(theme, area, game, false))).not.toContain(item);
  });

  it('shows figures whole or not at all, in any width', () => {
    for (let width = 40; width <= 80; width++) {
      const shown = textOf(workloadPane(theme, { ...area, width }, game, 0, false));
      expect(shown, String(width)).toContain('p50 122 ms');
      expect(shown, String(width)).not.toContain('…');
    }
    expect(textOf(workloadPane(theme, { ...area, width: 80 }, game, 0, false))).toContain('max 1.3 s');
  });
});

import { describe, expect, it } from 'vitest';
import { formatRate } from '../../../source/base/units.ts';
import type { LabSnapshot } from '../../../source/lab/view/snapshot.ts';
import { type CellGrid, createCellGrid } from '../../../source/ui/drawing/cell-grid.ts';
import type { Rectangle } from '../../../source/ui/drawing/layout.ts';
import { busyRate } from '../../../source/ui/drawing/roles.ts';
import { createTheme, type Theme } from '../../../source/ui/drawing/theme.ts';
import { createTopologyPicture } from '../../../source/ui/topology/canvas.ts';
import { snapshotOf } from '../snapshots.ts';

const counts = [2, 8, 32, 64, 200] as const;
const areas: readonly Rectangle[] = [
  { left: 2, top: 3, width: 40, height: 10 },
  { left: 2, top: 3, width: 56, height: 5 },
  { left: 1, top: 1, width: 24, height: 3 },
  { left: 4, top: 2, width: 62, height: 20 },
  { left: 0, top: 0, width: 190, height: 50 },
];
const margin = 6;
const unicode = createTheme('peer-to-peer', 'none', false);
const ascii = createTheme('peer-to-peer', 'none', true);

function drawn(theme: Theme, snapshot: LabSnapshot, area: Rectangle, selected = 0, at = 12_345): CellGrid {
  const grid = createCellGrid(area.left + area.width + margin, area.top + area.height + margin);
  grid.characters.fill('\0');
  createTopologyPicture(theme, { snapshot, area, selected }).draw(grid, at);
  return grid;
}

/** The rows of an area; cells that nothing was drawn on are blank. */
function rowsOf({ columns, characters }: CellGrid, { left, top, width, height }: Rectangle): string[] {
  return Array.from({ length: height }, (_, row) =>
    characters
      .slice((top + row) * columns + left, (top + row) * columns + left + width)
      .join('')
      .replaceAll('\0', ' '),
  );
}

function cellsOutside({ columns, characters }: CellGrid, { left, top, width, height }: Rectangle): number {
  return characters.filter((character, at) => {
    const column = at % columns;
    const row = Math.floor(at / columns);
    const isInside = column >= left && column < left + width && row >= top && row < top + height;
    return !isInside && character !== '\0';
  }).length;
}

function cases(): { name: string; snapshot: LabSnapshot; area: Rectangle }[] {
  return counts.flatMap((nodes) =>
    (['client-server', 'peer-to-peer'] as const).flatMap((mode) =>
      areas.map((area) => ({
        name: `${nodes} nodes, ${mode}, ${area.width}x${area.height}`,
        snapshot: snapshotOf({ mode, nodes, down: 2 }),
        area,
      })),
    ),
  );
}

/** Takes whole labels of real nodes and groups out of the rows; what stays was broken by something else. */
function labelsIn(rows: readonly string[], { nodes }: LabSnapshot): { ids: string[]; counted: number; rest: string } {
  const byId = new Map<string, LabSnapshot['nodes'][number]>(nodes.map((node) => [node.id, node]));
  const ids: string[] = [];
  let counted = 0;
  const group = /[◆○⬢✗](\d+)(?: n\d+(?:-\d+|\.\.)(?: ✗\d+)?)?/g;
  const label = /(?:([◆○⬢✗]) )?(?:server )?(n\d+)(?: +(down|[\d.]+k?\/s)(?: [▁▂▃▄▅▆▇█])?)?/g;
  const rest = rows
    .map((row) => row.replace(/[█░]{5,8} \d+ % +q(?:ueue)? \d+/g, '').replace(/\d+ of \d+ edges/, ''))
    .join('\n')
    .replace(group, (_, count: string) => {
      counted += Number(count);
      return '';
    })
    .replace(label, (whole, glyph: string | undefined, id: string, figure: string | undefined) => {
      const node = byId.get(id);
      if (node === undefined) return whole;
      const isDown = node.state === 'down';
      if (glyph !== undefined && (glyph === '✗') !== isDown) return whole;
      if (figure !== undefined && figure !== (isDown ? 'down' : formatRate(busyRate(node)))) return whole;
      ids.push(id);
      return '';
    })
    .replace(/[\s\u2800-\u28ff●◇■•○⬢✗]/g, '');
  return { ids, counted, rest };
}

describe('createTopologyPicture', () => {
  it.each(cases())('stays inside of its area: $name', ({ snapshot, area }) => {
    for (const theme of [unicode, ascii])
      for (const selected of [0, 1, snapshot.nodes.length - 1])
        expect(cellsOutside(drawn(theme, snapshot, area, selected), area)).toBe(0);
  });

  it.each(cases())('writes labels whole, each node once: $name', ({ snapshot, area }) => {
    for (const selected of [0, 1, snapshot.nodes.length - 1]) {
      const { ids, counted, rest } = labelsIn(rowsOf(drawn(unicode, snapshot, area, selected), area), snapshot);
      expect(rest).toBe('');
      expect(new Set(ids).size).toBe(ids.length);
      if (counted > 0 && area.height >= 10) expect(ids.length + counted).toBe(snapshot.nodes.length);
      if (area.height >= 5) expect(ids).toContain(snapshot.nodes[selected]?.id);
      if (snapshot.nodes.length <= 8 && area.height >= 10) expect(ids).toHaveLength(snapshot.nodes.length);
    }
  });

  it.each([unicode, ascii])('tells a dead node from a live one by its glyph alone', (theme) => {
    for (const mode of ['client-server', 'peer-to-peer'] as const) {
      for (const down of [1, 4]) {
        const area = { left: 0, top: 0, width: 80, height: 24 };
        const { glyphs } = theme;
        const live = rowsOf(drawn(theme, snapshotOf({ mode, nodes: 6 }), area), area).join('\n');
        const dead = rowsOf(drawn(theme, snapshotOf({ mode, nodes: 6, down }), area), area).join('\n');
        const cross = `${glyphs.down} ${mode === 'client-server' && down === 1 ? 'server ' : ''}n${down} down`;
        expect(live).not.toContain(cross);
        expect(dead).toContain(cross);
        expect(new Set([glyphs.down, glyphs.server, glyphs.client, glyphs.peer]).size).toBe(4);
      }
    }
  });

  it('uses no character above ~ in ASCII', () => {
    for (const { snapshot, area } of cases())
      expect(rowsOf(drawn(ascii, snapshot, area), area).join('')).toMatch(/^[ -~]*$/);
  });

  it('joins the nodes of a connection, and moves messages with time', () => {
    const area = { left: 0, top: 0, width: 80, height: 24 };
    const whole = snapshotOf({ mode: 'peer-to-peer', nodes: 6 });
    const mesh = { ...whole, nodes: whole.nodes.map((node) => ({ ...node, load: undefined })) };
    const text = (snapshot: LabSnapshot, at: number): string =>
      rowsOf(drawn(unicode, snapshot, area, 0, at), area).join('\n');
    expect(text(mesh, 0)).toMatch(/[\u2801-\u28ff]/);
    expect(text({ ...mesh, connections: [] }, 0)).not.toMatch(/[\u2801-\u28ff●◇■•]/);
    expect(new Set([0, 200, 400, 600].map((at) => text(mesh, at))).size).toBe(4);
    expect(text(mesh, 400)).toBe(text(mesh, 400));
  });
});

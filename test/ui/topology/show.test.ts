import { describe, expect, it } from 'vitest';
import type { LabSnapshot } from '../../../source/lab/view/snapshot.ts';
import { type CellGrid, createCellGrid } from '../../../source/ui/drawing/cell-grid.ts';
import type { Rectangle } from '../../../source/ui/drawing/layout.ts';
import { createTheme } from '../../../source/ui/drawing/theme.ts';
import { createTopologyPicture } from '../../../source/ui/topology/canvas.ts';
import { motionMs, onTheWay, originsOf } from '../../../source/ui/topology/motion.ts';
import { placesOf } from '../../../source/ui/topology/places.ts';
import { createTopologyShow } from '../../../source/ui/topology/show.ts';
import { nameOf } from '../../../source/ui/topology/view.ts';
import { snapshotOf } from '../snapshots.ts';

const theme = createTheme('peer-to-peer', 'none', false);
const areas: readonly Rectangle[] = [
  { left: 2, top: 1, width: 40, height: 9 },
  { left: 2, top: 1, width: 62, height: 18 },
  { left: 2, top: 1, width: 96, height: 30 },
];
const counts = [2, 8, 16, 32, 64, 200] as const;
const cases = counts.flatMap((nodes) => areas.map((area) => ({ nodes, area, size: `${area.width}x${area.height}` })));
const star = (nodes: number): LabSnapshot => snapshotOf({ mode: 'client-server', nodes });
const mesh = (nodes: number): LabSnapshot => snapshotOf({ mode: 'peer-to-peer', nodes });

function painted({ left, top, width, height }: Rectangle, draw: (grid: CellGrid) => void): string {
  const grid = createCellGrid(left + width + 4, top + height + 4);
  draw(grid);
  return grid.characters.join('');
}

describe('onTheWay', () => {
  it.each(cases)(
    'begins at the old places, ends at the new ones, stays inside: $nodes nodes, $size',
    ({ nodes, area }) => {
      for (const [before, after] of [
        [star(nodes), mesh(nodes)],
        [mesh(nodes), star(nodes)],
      ] as const) {
        const origins = originsOf(placesOf({ snapshot: before, area, selected: 0 }));
        const marks = placesOf({ snapshot: after, area, selected: 0 });
        for (const mark of onTheWay(origins, marks, 0, area)) {
          const { column, row } = origins.get(nameOf(mark)) ?? expect.fail();
          expect(mark).toMatchObject({ column, row });
        }
        expect(onTheWay(origins, marks, motionMs, area)).toEqual(marks);
        expect(onTheWay(origins, marks, motionMs * 9, area)).toEqual(marks);
        for (let elapsed = 0; elapsed <= motionMs; elapsed += 66) {
          for (const { column, row } of onTheWay(origins, marks, elapsed, area)) {
            expect(column >= 0 && column < area.width && row >= 0 && row < area.height).toBe(true);
          }
        }
        const places = marks.map(({ column, row }) => `${column} ${row}`);
        expect(new Set(places).size).toBe(places.length);
      }
    },
  );
});

describe('createTopologyShow', () => {
  const area = { left: 2, top: 1, width: 62, height: 18 };
  const view = (snapshot: LabSnapshot) => ({ snapshot, area, selected: 3 });
  const still = (snapshot: LabSnapshot, at: number): string =>
    painted(area, (grid) => createTopologyPicture(theme, view(snapshot)).draw(grid, at));

  it('goes from one mode to the other in a second, and then stands', () => {
    const show = createTopologyShow();
    const seen = (at: number, clock: number): string => painted(area, (grid) => show.draw(grid, at, clock));
    show.show(theme, view(star(8)), 0);
    expect(seen(100, 50)).toBe(still(star(8), 100));
    show.show(theme, view(mesh(8)), 1_000);
    const onItsWay = [1_000, 1_300, 1_500, 1_700].map((clock) => seen(100, clock));
    expect(new Set(onItsWay).size).toBe(4);
    expect(onItsWay).not.toContain(still(mesh(8), 100));
    expect(seen(100, 1_000 + motionMs)).toBe(still(mesh(8), 100));
  });

  it('turns round on its way without a jump', () => {
    const show = createTopologyShow();
    const seen = (clock: number): string => painted(area, (grid) => show.draw(grid, 0, clock));
    const bare = (snapshot: LabSnapshot) => view({ ...snapshot, connections: [] });
    show.show(theme, bare(mesh(8)), 0);
    show.show(theme, bare(mesh(9)), 10); // nobody moves
    expect(seen(11)).toBe(seen(5_000));
    show.show(theme, bare(star(8)), 1_000);
    seen(1_400);
    show.show(theme, bare(mesh(8)), 1_400);
    const n4 = (text: string): number => text.indexOf('n4');
    const turned = n4(seen(1_400));
    show.show(theme, bare(mesh(8)), 1_630); // a later snapshot does not begin anew
    expect(turned).toBeGreaterThan(0);
    expect(seen(1_400 + motionMs)).toBe(
      painted(area, (grid) => createTopologyPicture(theme, bare(mesh(8))).draw(grid, 0)),
    );
  });

  it('has everybody in place at once when it is to settle', () => {
    const show = createTopologyShow();
    show.show(theme, view(star(8)), 0);
    show.show(theme, view(mesh(8)), 1_000);
    show.settle();
    expect(painted(area, (grid) => show.draw(grid, 100, 1_300))).toBe(still(mesh(8), 100));
  });

  it('stands still while its clocks do, and jumps when the terminal has another size', () => {
    const show = createTopologyShow();
    show.show(theme, view(star(8)), 0);
    const seen = (): string => painted(area, (grid) => show.draw(grid, 700, 30));
    expect(seen()).toBe(seen());
    const small = { ...area, width: 50 };
    show.show(theme, { ...view(star(8)), area: small }, 40);
    expect(painted(small, (grid) => show.draw(grid, 700, 41))).toBe(
      painted(small, (grid) => createTopologyPicture(theme, { ...view(star(8)), area: small }).draw(grid, 700)),
    );
  });

  it('leaves the others where they are when a node goes', () => {
    const show = createTopologyShow();
    const whole = mesh(8);
    const less = { ...whole, nodes: whole.nodes.filter((_, at) => at !== 5), connections: [] };
    show.show(theme, view({ ...whole, connections: [] }), 0);
    const place = (text: string, id: string): number => text.indexOf(` ${id} `);
    const before = painted(area, (grid) => show.draw(grid, 0, 10));
    show.show(theme, view(less), 100);
    const after = painted(area, (grid) => show.draw(grid, 0, 110));
    for (const { id } of less.nodes) expect(place(after, id)).toBe(place(before, id));
    expect(place(after, 'n6')).toBe(-1);
  });
});

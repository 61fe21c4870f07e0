import type { LabSnapshot } from '../../lab/view/snapshot.ts';
import type { ThemeCycle } from '../drawing/theme-cycle.ts';
import { modeOfTopology } from '../pair/rows.ts';
import { canvasArea, shownRoute } from '../panes/topology.ts';
import { snapshotOf } from '../state/pair-view.ts';
import type { ScreenView } from '../state/screen-view.ts';
import type { ScreenWriter } from '../terminal/screen-writer.ts';
import { createTopologyShow, type TopologyShow } from '../topology/show.ts';
import type { Mark } from '../topology/view.ts';
import { areaRows } from './area-rows.ts';
import type { AreaName, Places } from './screen.tsx';

/** Paints a screen: rows of panes now and then, and the networks over them, whose messages move. */
export interface Painter {
  /** Draws the rows of all that stands in these places. */
  drawRows(view: ScreenView, places: Places): void;
  /** Draws the networks among it; `now`: as in `paint`. */
  drawNetworks(view: ScreenView, places: Places, now: number): void;
  /** Paints what was drawn, with messages as of `shownAt` (session time) and nodes as of `now`. `isStill`: as a picture that does not move. */
  paint(shownAt: number, now: number, isStill: boolean): void;
  /** What stands on the canvas of the one network. */
  marks(): readonly Mark[];
}

/** What is painted on. */
export type Canvas = Pick<ScreenWriter, 'setGround' | 'setRows' | 'paint'>;

export function createPainter(canvas: Canvas, themes: Pick<ThemeCycle, 'current'>): Painter {
  /** The networks as of the snapshot that was drawn: between two of them their messages move, and nodes that get another place. */
  const shows = new Map<AreaName, TopologyShow>();

  return {
    drawRows(view, places) {
      canvas.setGround(view.theme.ground);
      for (const [name, area] of places) canvas.setRows(area, areaRows(name, area, view), view.theme);
    },
    drawNetworks(view, places, now) {
      for (const name of shows.keys()) if (!places.has(name)) shows.delete(name);
      for (const [name, area] of places) {
        const snapshot = networkIn(name, view);
        if (snapshot === undefined) continue;
        const show = shows.get(name) ?? createTopologyShow();
        shows.set(name, show);
        const route = name === 'topology' ? shownRoute(snapshot, view.ui) : [];
        const shape = { snapshot, area: canvasArea(area, snapshot), selected: view.ui.selected, route };
        show.show(themes.current(snapshot.mode), shape, now);
      }
    },
    paint(shownAt, now, isStill) {
      canvas.paint((grid) => {
        for (const show of shows.values()) {
          if (isStill) show.settle();
          show.draw(grid, shownAt, now);
        }
      });
    },
    marks: () => shows.get('topology')?.marks() ?? [],
  };
}

/** The network that is drawn into a part of the screen. */
function networkIn(name: AreaName, { snapshot, pair }: ScreenView): LabSnapshot | undefined {
  if (name === 'topology') return snapshot;
  const mode = modeOfTopology(name);
  return mode === undefined || pair === undefined ? undefined : snapshotOf(pair.sides[mode]);
}

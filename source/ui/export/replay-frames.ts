import type { LabSnapshot } from '../../lab/view/snapshot.ts';
import type { PlayerState } from '../../recording/player.ts';
import type { Recording } from '../../recording/recording.ts';
import { type CellGrid, createCellGrid, drawRow } from '../drawing/cell-grid.ts';
import { layOut, type Rectangle } from '../drawing/layout.ts';
import { row } from '../drawing/text.ts';
import type { ThemeCycle } from '../drawing/theme-cycle.ts';
import { type Canvas, createPainter } from '../screen/painter.ts';
import type { AreaName, Places } from '../screen/screen.tsx';
import type { ScreenView } from '../state/screen-view.ts';
import { noStudy } from '../state/study.ts';
import { initialUi } from '../state/ui-state.ts';
import type { CastFrame } from './asciicast.ts';

/** Which part of a recording is drawn, and how. */
export interface DrawnPart {
  readonly columns: number;
  readonly rows: number;
  readonly themes: Pick<ThemeCycle, 'current'>;
  /** Milliseconds since the recording began. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly speed: number;
  readonly framesPerSecond: number;
}

/** How many frames that makes, the last one at the end of the part. */
export function frameCount({ fromMs, toMs, speed, framesPerSecond }: Omit<DrawnPart, 'themes'>): number {
  return Math.ceil((((toMs - fromMs) / speed) * framesPerSecond) / 1000) + 1;
}

/** The dashboard over a recording, frame by frame, without a terminal and without anybody at its keys; the first frame is at 0 ms. */
export function* replayFrames(recording: Recording, part: DrawnPart): Generator<CastFrame> {
  const { fromMs, toMs, speed, framesPerSecond } = part;
  const draw = createFrames(part, caption(recording));
  const count = frameCount(part);
  for (let index = 0; index < count; index++) {
    const atMs = Math.round((index * 1000) / framesPerSecond);
    const at = index === count - 1 ? toMs : fromMs + atMs * speed;
    const { lengthMs, bookmarks } = recording;
    yield {
      atMs,
      grid: draw(
        recording.frameAt(at).snapshot,
        { at, lengthMs, bookmarks, speed, isPlaying: true, damage: undefined },
        atMs,
      ),
    };
  }
}

/** Where it is from: `recorded 2026-11-23 18:30 UTC on processes, seed 7, by starmesh 0.1.0`. */
function caption({ head: { startedAt, measuredOn, seed, starmesh } }: Recording): string {
  const when = startedAt.slice(0, 16).replace('T', ' ');
  return `recorded ${when} UTC ${measuredOn === 'simulation' ? 'in simulation' : 'on processes'}, seed ${seed}, by starmesh ${starmesh}`;
}

/** Draws what a dashboard would show, with a caption instead of keys. `clock`: milliseconds since the first frame. */
function createFrames({ columns, rows, themes }: DrawnPart, text: string) {
  const layout = layOut(columns, rows, undefined);
  if (layout === undefined) throw new Error(`${columns}x${rows} is too small for a dashboard`);
  const { header, panes, comparison, footer } = layout;
  const places: Places = new Map(Object.entries({ header, ...panes, comparison }) as [AreaName, Rectangle][]);
  let grid = createCellGrid(columns, rows);
  const painter = createPainter(
    canvasOn(() => grid),
    themes,
  );
  let shown: LabSnapshot | undefined;
  let [movedTo, drawnAt] = [0, 0];

  return (snapshot: LabSnapshot, replay: PlayerState, clock: number): CellGrid => {
    const theme = themes.current(snapshot.mode);
    const view: ScreenView = { theme, snapshot, ui: initialUi, study: noStudy, replay };
    grid = createCellGrid(columns, rows);
    painter.drawRows(view, places);
    drawRow(grid, footer, row(theme, columns, [['secondary', ` ${text}`]]), theme);
    movedTo += (clock - drawnAt) * snapshot.pace;
    drawnAt = clock;
    if (shown !== snapshot) painter.drawNetworks(view, places, clock);
    shown = snapshot;
    painter.paint(movedTo, clock, false);
    return grid;
  };
}

/** Every frame has cells of its own. */
function canvasOn(grid: () => CellGrid): Canvas {
  return {
    setGround: () => undefined,
    setRows({ left, top, width }, rows, theme) {
      for (const [at, one] of rows.entries()) drawRow(grid(), { left, top: top + at, width }, one, theme);
    },
    paint: (overlay) => overlay(grid()),
  };
}

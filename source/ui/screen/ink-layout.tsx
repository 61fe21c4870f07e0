import { render } from 'ink';
import { layOut } from '../drawing/layout.ts';
import { lessonRows } from '../lesson/pane.ts';
import { tourRows } from '../lesson/tour-pane.ts';
import { pairPanes } from '../pair/layout.ts';
import type { Study } from '../state/study.ts';
import { bandOf, type UiState } from '../state/ui-state.ts';
import { createFrameSink, createSilentInput } from '../terminal/ink-terminal.ts';
import { type Places, Screen, TooSmall } from './screen.tsx';

/** The screen as Ink lays it out: where header, panes, sheet, band and footer stand. Ink has nothing else to do. */
export interface InkLayout {
  /** Where everything stands now. */
  places(): Places;
  /** Lays out again if there is need. Gives whether it did. */
  update(ui: UiState, isPair: boolean): boolean;
  /** The terminal has another size. */
  resized(): void;
  close(): void;
}

type Size = () => { readonly columns: number; readonly rows: number };

export function createInkLayout(size: Size, study: Pick<Study, 'scripts' | 'result' | 'here'>, ui: UiState): InkLayout {
  let places: Places = new Map();
  const frames = createFrameSink(size);
  const setPlaces = (now: Places): void => {
    places = now;
  };

  /** Nothing changes its place until this changes. */
  function layoutKey(state: UiState, isPair: boolean): string {
    const { columns, rows } = size();
    const { zoom = '', sheet = '' } = state;
    return `${columns}x${rows} ${zoom} ${sheet} ${bandOf(state) ?? ''} ${bandHeight(state)} ${isPair}`;
  }

  function bandHeight(state: UiState): number {
    if (state.lesson !== undefined) return lessonRows({ state: state.lesson, ...study }, size().columns);
    return bandOf(state) === 'tour' ? tourRows : 0;
  }

  function screen(state: UiState, isPair: boolean) {
    const { columns, rows } = size();
    const { zoom, sheet } = state;
    const layout = layOut(columns, rows, zoom, bandHeight(state));
    if (layout === undefined) return <TooSmall columns={columns} rows={rows} onPlaced={setPlaces} />;
    const body = { left: 0, top: 1, width: columns, height: (layout.band?.top ?? rows - 2) - 1 };
    const isOne = !isPair || zoom === 'nodes' || body.height === 0;
    const panes = isOne ? layout.panes : pairPanes(body);
    return <Screen layout={{ ...layout, panes }} sheet={sheet} band={bandOf(state)} onPlaced={setPlaces} />;
  }

  let laidOut = layoutKey(ui, false);
  const app = render(screen(ui, false), {
    stdout: frames,
    stdin: createSilentInput(),
    debug: true,
    exitOnCtrlC: false,
    patchConsole: false,
  });

  return {
    places: () => places,
    update(state, isPair) {
      const key = layoutKey(state, isPair);
      if (key === laidOut) return false;
      laidOut = key;
      app.rerender(screen(state, isPair));
      return true;
    },
    resized: () => void frames.emit('resize'),
    close: () => app.unmount(),
  };
}

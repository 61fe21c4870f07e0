import type { ScreenWriter } from '../terminal/screen-writer.ts';
import type { InkLayout } from './ink-layout.tsx';
import type { Painter } from './painter.ts';
import type { ScreenState } from './screen-state.ts';

export interface DrawingLoopOptions {
  readonly writer: ScreenWriter;
  readonly layout: InkLayout;
  readonly painter: Painter;
  readonly state: Pick<ScreenState, 'prepare' | 'view' | 'ui'>;
  /** Before messages are moved. */
  beforeFrame(now: number): void;
  /** Whether messages move: not while a recording stands still. */
  isMoving(): boolean;
}

/** Draws again and again, from the moment on at which it is made. */
export interface DrawingLoop {
  /** Panels and all, now. */
  drawNow(): void;
  close(): void;
}

/** Messages move at this pace; panels are drawn again more rarely, and at once after a key. */
const canvasMs = 66;
const panelsMs = 230;
const panelsMsMax = 1_000;

export function createDrawingLoop(options: DrawingLoopOptions): DrawingLoop {
  const { writer, layout, painter, state } = options;
  /** Messages stand still while the view is frozen or time does, and crawl in slow motion. */
  let shownAt = 0;
  let paintedAt = performance.now();
  /** Of the snapshot that the panels show: to make one for each frame costs as much as the rest of the frame. */
  let pace = 1;
  let panelsTimer: NodeJS.Timeout | undefined;
  let isClosed = false;

  /** At the earliest again when it has cost at most a twentieth of the time since. */
  function drawNow(): void {
    if (isClosed) return;
    clearTimeout(panelsTimer);
    const startedAt = performance.now();
    state.prepare();
    const view = state.view();
    if (layout.update(view.ui, view.pair !== undefined)) writer.clear();
    pace = view.snapshot.pace;
    painter.drawRows(view, layout.places());
    painter.drawNetworks(view, layout.places(), performance.now());
    paint();
    const costMs = performance.now() - startedAt;
    panelsTimer = setTimeout(drawNow, Math.min(panelsMsMax, Math.max(panelsMs, 20 * costMs)));
  }

  function paint(): void {
    const now = performance.now();
    options.beforeFrame(now);
    const isFrozen = state.ui().frozen !== undefined;
    if (!isFrozen && options.isMoving()) shownAt += (now - paintedAt) * pace;
    paintedAt = now;
    painter.paint(shownAt, now, isFrozen);
  }

  const canvasTimer = setInterval(paint, canvasMs);
  return {
    drawNow,
    close() {
      isClosed = true;
      clearInterval(canvasTimer);
      clearTimeout(panelsTimer);
    },
  };
}

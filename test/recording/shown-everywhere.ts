import { sessionMarkdown } from '../../source/commands/dashboard/session-report.ts';
import { createSessionEvidence } from '../../source/experiments/session/session-evidence.ts';
import type { LabSnapshot } from '../../source/lab/view/snapshot.ts';
import type { RecordedFrame } from '../../source/recording/format.ts';
import type { Recording } from '../../source/recording/recording.ts';
import { createCellGrid, drawRow } from '../../source/ui/drawing/cell-grid.ts';
import { createThemeCycle } from '../../source/ui/drawing/theme-cycle.ts';
import { darkOnTerminal } from '../../source/ui/drawing/themes/catalogue.ts';
import { replayFrames } from '../../source/ui/export/replay-frames.ts';
import { areaRows } from '../../source/ui/screen/area-rows.ts';
import type { AreaName } from '../../source/ui/screen/screen.tsx';
import type { ScreenView } from '../../source/ui/state/screen-view.ts';
import { initialUi, reduceUi, type UiState } from '../../source/ui/state/ui-state.ts';

const control = /[\u0000-\u001f\u007f-\u009f\u202a-\u202e]/u;
const themes = createThemeCycle([darkOnTerminal], 'truecolor', false);
const area = { left: 0, top: 0, width: 100, height: 28 };
const noStudy = { claims: () => [], scripts: [], result: () => [] };
const zooms = ['topology', 'requests', 'placement', 'nodes'] as const;

/** Draws what a recording holds as a film, at its ends and in the middle in every pane and its detail, and as evidence; throws for a control character on the screen. */
export function showEverywhere(recording: Recording): void {
  const { lengthMs, bookmarks } = recording;
  const part = {
    columns: 90,
    rows: 28,
    themes,
    fromMs: 0,
    toMs: lengthMs,
    speed: Math.max(1, lengthMs / 1_000),
    framesPerSecond: 4,
  };
  for (const { grid } of replayFrames(recording, part)) requireClean(grid.characters.join(''));
  const evidence = createSessionEvidence();
  for (const at of [0, lengthMs]) {
    const frame = recording.frameAt(at);
    showPanes(frame, { at, lengthMs, bookmarks, speed: 1, isPlaying: true, damage: undefined });
    evidence.observe(frame.snapshot);
    sessionMarkdown(evidence.rows(), evidence.sinceChange(frame.snapshot));
  }
}

function showPanes({ snapshot }: RecordedFrame, replay: ScreenView['replay']): void {
  const operation = snapshot.log.find(({ type }) => type === 'operation');
  const [selected, item] = [Math.max(0, snapshot.nodes.length - 1), snapshot.placement.items[0]?.name];
  const usual: UiState = { ...initialUi, selected, item, entry: operation };
  for (const name of ['header', ...zooms, 'comparison', 'footer'] as const) showPane(name, snapshot, usual, replay);
  for (const zoom of zooms) {
    const ui: UiState = { ...usual, zoom, focus: zoom };
    showPane(zoom, snapshot, ui, replay);
    showPane(zoom, snapshot, reduceUi(ui, { type: 'select', step: 1 }, snapshot), replay);
    showPane(zoom, snapshot, reduceUi(ui, { type: 'part' }, snapshot), replay);
  }
}

function showPane(name: AreaName, snapshot: LabSnapshot, ui: UiState, replay: ScreenView['replay']): void {
  const theme = themes.current(snapshot.mode);
  const rows = areaRows(name, area, { theme, snapshot, ui, study: noStudy, replay });
  const grid = createCellGrid(area.width, area.height);
  for (const [top, row] of rows.entries()) drawRow(grid, { left: 0, top, width: area.width }, row, theme);
  requireClean(grid.characters.join(''));
}

function requireClean(text: string): void {
  const found = control.exec(text);
  if (found !== null)
    throw new Error(
      `a control character is shown: ${JSON.stringify(text.slice(Math.max(0, found.index - 20), found.index + 20))}`,
    );
}

import type { Intent } from '../lab/rules/intent.ts';
import type { ModeName, SnapshotSource } from '../lab/view/snapshot.ts';
import type { NodeId } from '../protocol/ids.ts';
import type { RecordingState } from '../recording/block-writer.ts';
import type { Player } from '../recording/player.ts';
import type { ColorDepth } from './drawing/theme.ts';
import { createThemeCycle } from './drawing/theme-cycle.ts';
import { darkOnTerminal, type ThemeDefinition } from './drawing/themes/catalogue.ts';
import { exportScreen } from './export/screen-export.ts';
import type { Effect } from './keys/respond.ts';
import { createLessonGoal } from './lesson/goal.ts';
import { type OpenScreen, openScreen } from './open-screen.ts';
import { createDrawingLoop } from './screen/drawing-loop.ts';
import { carryOut, type EffectSurroundings } from './screen/effects.ts';
import { createInkLayout } from './screen/ink-layout.tsx';
import { createPainter } from './screen/painter.ts';
import { createPointer } from './screen/pointing.ts';
import { createScreenState } from './screen/screen-state.ts';
import { type CommandDesk, noCommands } from './state/command-desk.ts';
import { noPair, type PairDesk } from './state/pair-view.ts';
import { noStudy, type Study } from './state/study.ts';
import type { Display } from './terminal/display.ts';
import { holdTerminal } from './terminal/held-terminal.ts';
import type { MouseEvent } from './terminal/mouse.ts';
import { createStallWatch } from './terminal/stall-watch.ts';
import { createTerminal } from './terminal/terminal.ts';

/** What the dashboard is given. */
export interface DashboardOptions {
  readonly source: SnapshotSource;
  readonly dispatch: (intent: Intent) => void;
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly ascii: boolean;
  readonly color: ColorDepth;
  /** The first one is shown first. */
  readonly themes?: readonly ThemeDefinition[];
  /** Whether clicks and the wheel mean something. */
  readonly mouse?: boolean;
  readonly study?: Study;
  readonly pair?: PairDesk;
  readonly desk?: CommandDesk;
  /** The terminal, when it was taken already. */
  readonly screen?: OpenScreen;
  /** What to say at first. */
  readonly hint?: string | undefined;
  /** Stops the process until a shell lets it go on; the terminal is given back before, and taken again after. Absent: it cannot. */
  readonly suspend?: () => Promise<void>;
  /** Looks into a node from now on, or into none; of two labs into that of a mode. Absent where nobody can be asked. */
  readonly inspect?: (node: NodeId | undefined, side?: ModeName) => void;
  /** How what is shown is written down; undefined: it is not. */
  readonly recording?: () => RecordingState | undefined;
  /** What is shown is a recording, played by this. */
  readonly replay?: Player;
}

/** Opens the dashboard on a terminal: what is typed there changes the state of the screen, and a loop draws it. */
export function openDashboard({
  source,
  dispatch,
  stdin,
  stdout,
  ascii,
  color,
  themes: definitions = [darkOnTerminal],
  mouse = false,
  study = noStudy,
  pair = noPair,
  desk = noCommands,
  screen: { terminal, writer, tape } = openScreen(createTerminal({ stdin, stdout })),
  hint,
  suspend,
  inspect = () => undefined,
  recording = () => undefined,
  replay,
}: DashboardOptions): Display {
  let isClosed = false;
  let finish: (end: 'quit' | 'ended') => void = () => undefined;
  const done = new Promise<'quit' | 'ended'>((resolve) => {
    finish = resolve;
  });
  const { input, output, size } = terminal;
  const themes = createThemeCycle(definitions, color, ascii);
  const stalls = createStallWatch();
  const goal = createLessonGoal(source, dispatch);
  const state = createScreenState({ source, study, pair, desk, themes, goal, replay, hint, recording, inspect });
  const layout = createInkLayout(size, study, state.ui());
  const painter = createPainter(writer, themes);
  const pointer = createPointer();
  const held = holdTerminal({ terminal, writer, mouse, onChange });
  const loop = createDrawingLoop({ writer, layout, painter, state, beforeFrame, isMoving });
  const surroundings: EffectSurroundings = {
    ...{ dispatch, goal, study, pair, replay, hint: state.hint },
    quit: () => finish('quit'),
    redraw: held.redraw,
    suspend: () => (suspend === undefined ? state.hint('nothing here can be suspended') : void held.lend(suspend)),
    exportAll: () => void exportAll(),
    nextTheme: themes.next,
  };

  function perform(effect: Effect | undefined): void {
    if (effect !== undefined) carryOut(effect, surroundings);
  }

  function beforeFrame(now: number): void {
    const stall = stalls.look(output.isBusy(), now);
    if (stall !== undefined) state.hint(stall);
  }

  function isMoving(): boolean {
    return replay?.state().isPlaying !== false;
  }

  /** Once for all keys of a burst: drawn one by one, three hundred would stop the lab for seconds. */
  function drawNews(): void {
    if (state.isStale()) loop.drawNow();
  }

  function onMouse(event: MouseEvent): void {
    drawNews(); // a click means what is on the screen
    const view = state.view();
    if (view.ui.prompt !== undefined) return; // a click stands for keys, which would be text now
    const meant = pointer.meant(event, view, layout.places(), painter.marks());
    for (const step of meant) {
      if (step.type === 'key') perform(state.take(step));
      else state.act(step.action);
    }
    if (meant.length > 0) loop.drawNow();
  }

  async function exportAll(): Promise<void> {
    const screen = exportScreen(writer.shown(), tape, performance.now(), Date.now());
    state.hint('exporting …');
    state.hint(await study.exportSession(screen));
    loop.drawNow();
  }

  function onChange(): void {
    layout.resized();
    loop.drawNow();
  }

  const stopKeys = input.listen({
    onKey: (key) => perform(state.type({ type: 'key', key })),
    onPaste: (text) => perform(state.type({ type: 'paste', text })),
    onMouse,
    onTold: drawNews,
  });
  void terminal.gone.then(() => finish('ended'));
  loop.drawNow();

  return {
    done,
    close() {
      if (!isClosed) {
        loop.close();
        stopKeys();
        layout.close();
      }
      isClosed = true;
      return held.close();
    },
  };
}

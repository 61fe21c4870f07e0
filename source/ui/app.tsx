import { render } from 'ink';
import type { Intent } from '../lab/rules/intent.ts';
import type { LabSnapshot, ModeName, SnapshotSource } from '../lab/view/snapshot.ts';
import type { NodeId } from '../protocol/ids.ts';
import type { RecordingState } from '../recording/block-writer.ts';
import type { Player } from '../recording/player.ts';
import type { Dashboard, Study } from './dashboard.ts';
import { layOut } from './drawing/layout.ts';
import type { ColorDepth } from './drawing/theme.ts';
import { createThemeCycle } from './drawing/theme-cycle.ts';
import { darkOnTerminal, type ThemeDefinition } from './drawing/themes/catalogue.ts';
import { exportScreen } from './export/screen-export.ts';
import type { KeyResult } from './keys/keymap.ts';
import { inPair, pressKeyInPair } from './keys/pair-keys.ts';
import { keyInPrompt, type PromptAnswer, pasteInPrompt } from './keys/prompt-keys.ts';
import { pressInReplay } from './keys/replay-keys.ts';
import { createLessonGoal } from './lesson/goal.ts';
import { lessonRows } from './lesson/pane.ts';
import { paneOfLesson, pressInLesson } from './lesson/state.ts';
import { pressInTour } from './lesson/tour.ts';
import { tourRows } from './lesson/tour-pane.ts';
import { type OpenScreen, openScreen } from './open-screen.ts';
import { pairPanes } from './pair/layout.ts';
import { modeOfTopology } from './pair/rows.ts';
import { canvasArea, shownRoute } from './panes/topology.ts';
import { areaRows, type ScreenView } from './screen/area-rows.ts';
import { whatAClickMeans, whatTheWheelMeans } from './screen/pointing.ts';
import { type AreaName, type Places, Screen, TooSmall } from './screen/screen.tsx';
import { type CommandDesk, noCommands } from './state/command-desk.ts';
import { focusedSide, noPair, type PairDesk, type PairView, snapshotOf } from './state/pair-view.ts';
import { bandOf, followed, initialUi, reduceUi, selectedNode, type UiAction, type UiState } from './state/ui-state.ts';
import { createFrameSink, createSilentInput } from './terminal/ink-terminal.ts';
import { type Click, type MouseEvent, nextClick } from './terminal/mouse.ts';
import { createStallWatch } from './terminal/stall-watch.ts';
import { createTerminal } from './terminal/terminal.ts';
import { createTopologyShow, type TopologyShow } from './topology/show.ts';

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

const noStudy: Study = {
  claims: () => [],
  scripts: [],
  result: () => [],
  measure: () => undefined,
  exportSession: () => 'there is nothing to export here',
};

/** Messages move at this pace; panels are drawn again more rarely, and at once after a key. */
const canvasMs = 66;
const panelsMs = 230;
const panelsMsMax = 1_000;
/** So long an answer to a key stays: later it might not be true any more. */
const hintMs = 10_000;

/** Opens the dashboard on a terminal. Ink lays the panels out, the screen writer paints what changed in them, the network is drawn over it. */
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
}: DashboardOptions): Dashboard {
  let ui: UiState = { ...initialUi, hint, ...(replay === undefined ? {} : { tour: 'past' }) };
  const { input, size } = terminal;
  let isClosed = false;
  let isAway = false;
  /** Messages stand still while the view is frozen or time does, and crawl in slow motion. */
  let shownAt = 0;
  let paintedAt = performance.now();
  /** Of the snapshot that the panels show: to make one for each frame costs as much as the rest of the frame. */
  let pace = 1;
  let panelsTimer: NodeJS.Timeout | undefined;
  /** Something was done that is not drawn yet. */
  let isStale = false;
  let click: Click | undefined;
  let finish: (end: 'quit' | 'ended') => void = () => undefined;
  const done = new Promise<'quit' | 'ended'>((resolve) => {
    finish = resolve;
  });
  const themes = createThemeCycle(definitions, color, ascii);
  const stalls = createStallWatch();
  const frames = createFrameSink(size);
  const shown = (): LabSnapshot => ui.frozen ?? source.current();
  /** The networks as of the snapshot that the panels show: between them their messages move, and nodes that get another place. */
  const shows = new Map<AreaName, TopologyShow>();
  /** Both modes at once, of the same moment as the snapshot that is shown. */
  let pairShown: PairView | undefined;
  let keyAt = performance.now();
  let places: Places = new Map();
  let laidOut = layoutKey();
  /** The lab in which a lesson begins, until it is so, or somebody does something else with it. */
  const goal = createLessonGoal(source, dispatch);

  /** Ink has nothing to do until this changes. */
  function layoutKey(): string {
    const { columns, rows } = size();
    return `${columns}x${rows} ${ui.zoom ?? ''} ${ui.sheet ?? ''} ${bandOf(ui) ?? ''} ${bandHeight()} ${pairShown !== undefined}`;
  }

  function bandHeight(): number {
    if (ui.lesson !== undefined) return lessonRows({ state: ui.lesson, ...study }, size().columns);
    return bandOf(ui) === 'tour' ? tourRows : 0;
  }

  function setPlaces(now: Places): void {
    places = now;
  }

  function screen() {
    const { columns, rows } = size();
    const layout = layOut(columns, rows, ui.zoom, bandHeight());
    if (layout === undefined) return <TooSmall columns={columns} rows={rows} onPlaced={setPlaces} />;
    const body = { left: 0, top: 1, width: columns, height: (layout.band?.top ?? rows - 2) - 1 };
    const isOne = pairShown === undefined || ui.zoom === 'nodes' || body.height === 0;
    const panes = isOne ? layout.panes : pairPanes(body);
    return <Screen layout={{ ...layout, panes }} sheet={ui.sheet} band={bandOf(ui)} onPlaced={setPlaces} />;
  }

  const { columns, rows } = writer.shown();
  if (columns !== size().columns || rows !== size().rows) writer.resize(size().columns, size().rows);
  const app = render(screen(), {
    stdout: frames,
    stdin: createSilentInput(),
    debug: true,
    exitOnCtrlC: false,
    patchConsole: false,
  });

  /** Panels again, and at the earliest when they have cost at most a twentieth of the time since. */
  function drawPanels(): void {
    if (isClosed) return;
    clearTimeout(panelsTimer);
    const startedAt = performance.now();
    goal.approach();
    if (ui.hint !== undefined && startedAt - keyAt > hintMs) ui = { ...ui, hint: undefined };
    follow();
    lookInside();
    if (laidOut !== layoutKey()) {
      laidOut = layoutKey();
      writer.clear();
      app.rerender(screen());
    }
    drawAreas(shown());
    paint();
    const costMs = performance.now() - startedAt;
    panelsTimer = setTimeout(drawPanels, Math.min(panelsMsMax, Math.max(panelsMs, 20 * costMs)));
  }

  function follow(): void {
    isStale = false;
    if (ui.frozen === undefined) pairShown = pair.view();
    ui = followed(ui, shown());
  }

  /** Into the selected node, of two labs in that which has the focus. */
  function lookInside(): void {
    const side = pairShown && focusedSide(pairShown, ui.side);
    const snapshot = pairShown === undefined || side === undefined ? shown() : snapshotOf(pairShown.sides[side]);
    inspect(ui.zoom === 'nodes' && snapshot !== undefined ? selectedNode(ui, snapshot)?.id : undefined, side);
  }

  function drawAreas(snapshot: LabSnapshot): void {
    pace = snapshot.pace;
    const view = viewOf(snapshot);
    writer.setGround(view.theme.ground);
    for (const [name, area] of places) writer.setRows(area, areaRows(name, area, view), view.theme);
    for (const name of shows.keys()) if (!places.has(name)) shows.delete(name);
    for (const [name, area] of places) {
      const of = networkIn(name, snapshot);
      if (of === undefined) continue;
      const show = shows.get(name) ?? createTopologyShow();
      shows.set(name, show);
      const shape = {
        snapshot: of,
        area: canvasArea(area, of),
        selected: ui.selected,
        route: name === 'topology' ? shownRoute(of, ui) : [],
      };
      show.show(themes.current(of.mode), shape, performance.now());
    }
  }

  /** The network that is drawn into a part of the screen. */
  function networkIn(name: AreaName, snapshot: LabSnapshot): LabSnapshot | undefined {
    if (name === 'topology') return snapshot;
    const mode = modeOfTopology(name);
    return mode === undefined || pairShown === undefined ? undefined : snapshotOf(pairShown.sides[mode]);
  }

  function viewOf(snapshot: LabSnapshot): ScreenView {
    const theme = themes.current(snapshot.mode);
    return {
      theme,
      snapshot,
      ui,
      study,
      desk,
      pair: pairShown,
      themes: themes.current,
      recording: recording(),
      replay: replay?.state(),
    };
  }

  function paint(): void {
    const now = performance.now();
    const stall = stalls.look(terminal.output.isBusy(), now);
    if (stall !== undefined) {
      keyAt = now;
      act({ type: 'hint', text: stall });
    }
    if (ui.frozen === undefined && replay?.state().isPlaying !== false) shownAt += (now - paintedAt) * pace;
    paintedAt = now;
    writer.paint((grid) => {
      for (const show of shows.values()) {
        if (ui.frozen !== undefined) show.settle(); // a picture that stands still, as a whole
        show.draw(grid, shownAt, now);
      }
    });
  }

  function act(action: UiAction): void {
    ui = reduceUi(ui, action, shown());
  }

  function onKey(key: string): void {
    if (isStale) follow();
    press(key);
    isStale = true;
  }

  /** Once for all keys of a burst: drawn one by one, three hundred would stop the lab for seconds. */
  function onTold(): void {
    if (isStale) drawPanels();
  }

  function press(key: string): void {
    keyAt = performance.now();
    const answer = keyInPrompt(key, viewOf(shown()));
    if (answer !== undefined) takeAnswer(answer);
    else if (!takenByReplay(key) && !takenByLesson(key) && !takenByTour(key))
      take(pressKeyInPair(key, { snapshot: shown(), ui, pair: pairShown }));
  }

  function takenByReplay(key: string): boolean {
    if (replay === undefined || ui.sheet === 'help') return false;
    const result = pressInReplay(key, replay);
    if (result === 'passed') return false;
    act({ type: 'hint', text: result === 'moved' ? undefined : result.reason });
    return true;
  }

  function onPaste(text: string): void {
    takeAnswer(pasteInPrompt(text, viewOf(shown())));
    isStale = true;
  }

  function takeAnswer({ actions, result }: PromptAnswer): void {
    for (const action of actions) act(action);
    if (result !== undefined) take(inPair(result, pairShown));
  }

  function onMouse(event: MouseEvent): void {
    if (isStale) drawPanels(); // a click means what is on the screen
    if (ui.prompt !== undefined) return; // a click stands for keys, which would be text now
    const isPress = event.type === 'press';
    if (isPress) click = nextClick(click, event, performance.now());
    const view = viewOf(shown());
    const meant =
      isPress && click !== undefined
        ? whatAClickMeans(click, view, places, shows.get('topology')?.marks() ?? [])
        : whatTheWheelMeans(event, view, places);
    for (const step of meant) {
      if (step.type === 'key') press(step.key);
      else act(step.action);
    }
    if (meant.length > 0) drawPanels();
  }

  /** The lesson has the first say, once there is one. */
  function takenByLesson(key: string): boolean {
    if (ui.lesson === undefined || ui.sheet !== undefined) return false;
    const step = pressInLesson(ui.lesson, key, study.scripts);
    if (step.type === 'passed') return false;
    if (step.type === 'answered') beginLesson(step.lesson, step.answer);
    const state = step.type === 'left' ? undefined : step.state;
    act({ type: 'lesson', state, look: state && paneOfLesson(state, study.scripts) });
    return true;
  }

  /** Measures, and begins to make the lab what the lesson begins with. */
  function beginLesson(lesson: number, answer: number | undefined): void {
    study.measure(lesson, answer);
    goal.begin(study.scripts[lesson]?.begins);
  }

  function takenByTour(key: string): boolean {
    const next = typeof ui.tour === 'number' && ui.sheet === undefined ? pressInTour(ui.tour, key) : undefined;
    if (next !== undefined) act({ type: 'tour', tour: next });
    return next !== undefined;
  }

  /** Begins the second lab, or ends it. */
  function togglePair(): void {
    act({ type: 'pair' });
    if (pair.view() !== undefined) return pair.end();
    const reason = pair.begin();
    if (reason !== undefined) act({ type: 'hint', text: reason });
  }

  function take(result: KeyResult): void {
    if (result.type === 'intent' && result.intent.type === 'quit') return finish('quit');
    if (result.type === 'ui' && result.action.type === 'suspend') void letGo();
    else if (result.type === 'ui' && result.action.type === 'redraw') writer.open(mouse);
    else if (result.type === 'ui' && result.action.type === 'export') void exportAll();
    else if (result.type === 'ui' && result.action.type === 'theme') act({ type: 'hint', text: themes.next() });
    else if (result.type === 'ui' && result.action.type === 'pair') togglePair();
    else if (result.type === 'ui') act(result.action);
    else if (result.type === 'refused') act({ type: 'hint', text: result.reason });
    else {
      goal.drop();
      const change = { intent: result.intent, before: source.current() };
      ui = { ...ui, hint: undefined, isNew: false, frozen: undefined, change };
      dispatch(result.intent);
    }
  }

  async function exportAll(): Promise<void> {
    const screen = exportScreen(writer.shown(), tape, performance.now(), Date.now());
    act({ type: 'hint', text: 'exporting …' });
    const text = await study.exportSession(screen);
    keyAt = performance.now();
    act({ type: 'hint', text });
    drawPanels();
  }

  function onResize(): void {
    writer.resize(size().columns, size().rows);
    frames.emit('resize');
    drawPanels();
  }

  /** Ctrl-Z: somebody else has the terminal until this process goes on. */
  async function letGo(): Promise<void> {
    if (suspend === undefined) return act({ type: 'hint', text: 'nothing here can be suspended' });
    if (isAway) return;
    isAway = true;
    input.release();
    writer.close();
    await suspend();
    isAway = false;
    if (isClosed) return;
    takeAgain();
  }

  /** The terminal may show anything, and have any size. */
  function takeAgain(): void {
    if (isAway || isClosed) return;
    input.take();
    writer.close(); // a stop from outside left the screen open
    writer.open(mouse);
    onResize();
  }

  const stopKeys = input.listen({ onKey, onMouse, onPaste, onTold });
  const stopSizes = terminal.onResize(onResize);
  void terminal.gone.then(() => finish('ended'));
  const canvasTimer = setInterval(paint, canvasMs);
  writer.open(mouse);
  process.on('SIGCONT', takeAgain);
  drawPanels();

  return {
    done,
    close() {
      if (isClosed) return writer.close();
      isClosed = true;
      clearInterval(canvasTimer);
      clearTimeout(panelsTimer);
      stopSizes();
      process.off('SIGCONT', takeAgain);
      stopKeys();
      app.unmount();
      return writer.close();
    },
  };
}

import type { LabSnapshot, ModeName, SnapshotSource } from '../../lab/view/snapshot.ts';
import type { NodeId } from '../../protocol/ids.ts';
import type { RecordingState } from '../../recording/block-writer.ts';
import type { Player } from '../../recording/player.ts';
import type { ThemeCycle } from '../drawing/theme-cycle.ts';
import { type Effect, respond, type Typed } from '../keys/respond.ts';
import type { LessonGoal } from '../lesson/goal.ts';
import type { CommandDesk } from '../state/command-desk.ts';
import { focusedSide, type PairDesk, type PairView, snapshotOf } from '../state/pair-view.ts';
import type { ScreenView } from '../state/screen-view.ts';
import type { Study } from '../state/study.ts';
import { followed, initialUi, reduceUi, selectedNode, type UiAction, type UiState } from '../state/ui-state.ts';

export interface ScreenStateOptions {
  readonly source: SnapshotSource;
  readonly study: Study;
  readonly pair: Pick<PairDesk, 'view'>;
  readonly desk: CommandDesk;
  readonly themes: Pick<ThemeCycle, 'current'>;
  /** The lab in which a lesson begins, until it is so, or somebody does something else with it. */
  readonly goal: Pick<LessonGoal, 'approach'>;
  /** The recording that is played; undefined: there is a lab. */
  readonly replay: Player | undefined;
  /** What to say at first. */
  readonly hint: string | undefined;
  readonly recording: () => RecordingState | undefined;
  /** Looks into a node from now on, or into none; of two labs into that of a mode. */
  readonly inspect: (node: NodeId | undefined, side?: ModeName) => void;
}

/** What a screen shows now. The rules are pure (`respond`, `reduceUi`); this keeps their state. */
export interface ScreenState {
  ui(): UiState;
  view(): ScreenView;
  /** Something was typed that is not drawn yet. */
  isStale(): boolean;
  /** Takes what was typed, on the newest snapshot; gives what is to be done outside. */
  type(typed: Typed): Effect | undefined;
  /** The same on what is drawn: a click means what is on the screen. */
  take(typed: Typed): Effect | undefined;
  act(action: UiAction): void;
  /** An answer to the person, for a while; undefined: the last one goes. */
  hint(text: string | undefined): void;
  /** Before it is drawn: follows the lab. */
  prepare(): void;
}

/** So long an answer to a key stays: later it might not be true any more. */
const hintMs = 10_000;

export function createScreenState(options: ScreenStateOptions): ScreenState {
  const { source, study, pair, desk, themes, goal, replay } = options;
  let ui: UiState = { ...initialUi, hint: options.hint, ...(replay === undefined ? {} : { tour: 'past' }) };
  let hintedAt = performance.now();
  /** Both modes at once, of the same moment as the snapshot that is shown. */
  let pairShown: PairView | undefined;
  let isStale = false;

  function shown(): LabSnapshot {
    return ui.frozen ?? source.current();
  }

  function view(): ScreenView {
    const snapshot = shown();
    const looks = { theme: themes.current(snapshot.mode), themes: themes.current };
    const { recording } = options;
    return { ...looks, snapshot, ui, study, desk, pair: pairShown, recording: recording(), replay: replay?.state() };
  }

  function take(typed: Typed): Effect | undefined {
    hintedAt = performance.now();
    const response = respond(typed, view(), source.current());
    ui = response.ui;
    return response.effect;
  }

  function act(action: UiAction): void {
    ui = reduceUi(ui, action, shown());
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
    options.inspect(ui.zoom === 'nodes' && snapshot !== undefined ? selectedNode(ui, snapshot)?.id : undefined, side);
  }

  return {
    ui: () => ui,
    view,
    isStale: () => isStale,
    type(typed) {
      if (isStale) follow();
      const effect = take(typed);
      isStale = true;
      return effect;
    },
    take,
    act,
    hint(text) {
      hintedAt = performance.now();
      act({ type: 'hint', text });
    },
    prepare() {
      goal.approach();
      if (ui.hint !== undefined && performance.now() - hintedAt > hintMs) ui = { ...ui, hint: undefined };
      follow();
      lookInside();
    },
  };
}

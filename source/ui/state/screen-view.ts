import type { ClaimRow } from '../../experiments/session/session-evidence.ts';
import type { LabSnapshot, ModeName } from '../../lab/view/snapshot.ts';
import type { RecordingState } from '../../recording/block-writer.ts';
import type { PlayerState } from '../../recording/player.ts';
import type { Theme } from '../drawing/theme.ts';
import type { LessonHere, LessonScript } from '../lesson/state.ts';
import type { CommandDesk } from './command-desk.ts';
import type { PairView } from './pair-view.ts';
import type { UiState } from './ui-state.ts';

/** Everything that stands on the screen is made of this. */
export interface ScreenView {
  readonly theme: Theme;
  readonly snapshot: LabSnapshot;
  readonly ui: UiState;
  readonly study: StudyView;
  /** Both modes at once; undefined: there is one lab. */
  readonly pair?: PairView | undefined;
  readonly themes?: (mode: ModeName) => Theme;
  /** Absent: nobody takes commands. */
  readonly desk?: CommandDesk;
  /** How what is shown is written down; undefined: it is not. */
  readonly recording?: RecordingState | undefined;
  /** Where the recording is that is played; undefined: this is a lab. */
  readonly replay?: PlayerState | undefined;
}

/** What the screen shows of experiments and lessons. */
export interface StudyView {
  claims(): readonly ClaimRow[];
  readonly scripts: readonly LessonScript[];
  result(lesson: number): readonly string[];
  /** What this session has shown of what a lesson is about. Absent: nothing is watched. */
  here?(lesson: number): LessonHere;
}

/** What keys look at: the lab or the recording, the screen, and what is written on it. */
export type KeyView = Pick<ScreenView, 'snapshot' | 'ui' | 'pair' | 'replay' | 'desk'> &
  Partial<Pick<ScreenView, 'study'>>;

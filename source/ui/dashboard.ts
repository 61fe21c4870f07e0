import type { ScreenExport } from './export/screen-export.ts';
import type { StudyView } from './screen/area-rows.ts';

/** Experiments and lessons, as the dashboard needs them. */
export interface Study extends StudyView {
  /** The prediction is made: measure. */
  measure(lesson: number, answer: number | undefined): void;
  /** Writes what the session has shown, and the screen where there is one; gives what to tell the person. */
  exportSession(screen?: ScreenExport): string | Promise<string>;
}

/** A lab on the terminal, as a screen or as lines of text. */
export interface Dashboard {
  /** `quit`: by q or Ctrl-C; `ended`: the terminal is gone. */
  readonly done: Promise<'quit' | 'ended'>;
  /** Gives the terminal back as it was, but for its input. May be called at any time, and again. False: the terminal does not take anything. */
  close(): boolean;
}

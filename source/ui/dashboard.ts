import type { StudyView } from './area-rows.ts';

/** Experiments and lessons, as the dashboard needs them. */
export interface Study extends StudyView {
  /** The prediction is made: measure. */
  measure(lesson: number, answer: number | undefined): void;
  /** Writes what the session has shown; gives what to tell the person. */
  exportSession(): string;
}

/** A lab on the terminal, as a screen or as lines of text. */
export interface Dashboard {
  /** `quit`: by q or Ctrl-C; `ended`: the terminal is gone. */
  readonly done: Promise<'quit' | 'ended'>;
  /** Gives the terminal back as it was. May be called at any time, and again. */
  close(): void;
}

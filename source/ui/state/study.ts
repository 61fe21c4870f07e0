import type { StudyView } from './screen-view.ts';

/** The screen, to be written to files. */
export interface ScreenExport {
  readonly svg: string;
  readonly cast: Iterable<string>;
}

/** Experiments and lessons, as the dashboard needs them. */
export interface Study extends StudyView {
  /** The prediction is made: measure. */
  measure(lesson: number, answer: number | undefined): void;
  /** Writes what the session has shown, and the screen where there is one; gives what to tell the person. */
  exportSession(screen?: ScreenExport): string | Promise<string>;
}

export const noStudy: Study = {
  claims: () => [],
  scripts: [],
  result: () => [],
  measure: () => undefined,
  exportSession: () => 'there is nothing to export here',
};

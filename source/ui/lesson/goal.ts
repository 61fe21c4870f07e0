import type { Intent } from '../../lab/rules/intent.ts';
import type { SnapshotSource } from '../../lab/view/snapshot.ts';
import { type LessonSetup, mended, turned } from './setup.ts';

/** Makes a lab what a lesson begins with, a step at a time. */
export interface LessonGoal {
  begin(setup: LessonSetup | undefined): void;
  /** Takes the next step, if the lab is ready for it. */
  approach(): void;
  /** Somebody changes the lab himself. */
  drop(): void;
}

export function createLessonGoal(source: SnapshotSource, dispatch: (intent: Intent) => void): LessonGoal {
  let goal: LessonSetup | undefined;
  const { rate } = source.current().settings;
  return {
    begin(setup) {
      goal = setup;
      if (setup !== undefined) for (const intent of mended(setup, source.current(), rate)) dispatch(intent);
    },
    approach() {
      if (goal === undefined) return;
      const next = turned(goal, source.current());
      if (next === 'there') goal = undefined;
      else if (next !== 'not now') dispatch(next);
    },
    drop() {
      goal = undefined;
    },
  };
}

import type { Lab } from '../../lab/live/runtime.ts';
import type { LabSnapshot } from '../../lab/view/snapshot.ts';

/** The same lab, looked at every `stepMs` of session time while somebody waits in it; the wait ends early when `look` says that it has seen enough. */
export function watchedLab(lab: Lab, stepMs: number, look: (snapshot: LabSnapshot) => boolean): Lab {
  return {
    ...lab,
    elapsed(ms) {
      let isOver = false;
      let step = lab.elapsed(Math.min(stepMs, ms));
      const steps = async (): Promise<void> => {
        for (let left = ms; ; ) {
          await step.done;
          left -= stepMs;
          isOver ||= look(lab.source.current()) || left <= 0;
          if (isOver) return;
          step = lab.elapsed(Math.min(stepMs, left));
        }
      };
      return {
        done: steps(),
        cancel() {
          isOver = true;
          step.cancel();
        },
      };
    },
  };
}

import type { Cluster } from '../clusters/cluster.ts';

/** Something that is waited for. After `cancel` it is over at once. */
export interface Wait {
  readonly done: Promise<void>;
  cancel(): void;
}

/** Waits for what becomes true of a lab, or for session time. */
export interface Waiting {
  /** The lab has changed: waits are over whose condition is true now. */
  check(): void;
  until(isSo: () => boolean): Wait;
  elapsed(ms: number): Wait;
}

export function createWaiting(after: Cluster['after']): Waiting {
  const checks = new Set<() => void>();
  return {
    check() {
      for (const check of [...checks]) check();
    },
    until(isSo) {
      const wait = openWait(() => checks.delete(check));
      const check = (): void => {
        if (isSo()) wait.cancel();
      };
      checks.add(check);
      check();
      return wait;
    },
    elapsed(ms) {
      const wait = openWait(() => cancelTimer());
      const cancelTimer = after(ms, wait.cancel);
      return wait;
    },
  };
}

function openWait(onEnd: () => void): Wait {
  let resolve: () => void = () => undefined;
  const done = new Promise<void>((end) => {
    resolve = end;
  });
  return {
    done,
    cancel() {
      onEnd();
      resolve();
    },
  };
}

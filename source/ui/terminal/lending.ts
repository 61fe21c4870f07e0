/** The terminal in the hands of somebody else, until this process goes on. */
export interface Lending {
  /** Gives it back, stops by `stop`, and takes it again. */
  lend(stop: () => Promise<void>): Promise<void>;
  /** The process went on after somebody else had stopped it. */
  resumed(): void;
}

export function createLending({ release, takeBack }: { release(): void; takeBack(): void }): Lending {
  let isLent = false;
  return {
    async lend(stop) {
      if (isLent) return;
      isLent = true;
      release();
      await stop();
      isLent = false;
      takeBack();
    },
    resumed() {
      if (!isLent) takeBack();
    },
  };
}

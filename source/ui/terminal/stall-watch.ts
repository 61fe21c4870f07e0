/** Notices that a terminal takes nothing. */
export interface StallWatch {
  /** Before each frame. Gives what to say of a stall that is over; undefined: there was none worth it. */
  look(isBusy: boolean, now: number): string | undefined;
}

/** Nobody notices a shorter one. */
const toldMsMin = 2_000;

export function createStallWatch(): StallWatch {
  let since: number | undefined;
  let frames = 0;
  return {
    look(isBusy, now) {
      if (isBusy) {
        since ??= now;
        frames++;
        return undefined;
      }
      const ms = since === undefined ? 0 : now - since;
      const told = `nothing was read here for ${Math.round(ms / 1_000)} s: ${frames} frames were left out, the lab went on`;
      since = undefined;
      frames = 0;
      return ms < toldMsMin ? undefined : told;
    },
  };
}

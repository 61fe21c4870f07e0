import type { Timestamp } from '../../protocol/ids.ts';

/** Where an alarm gets time from. `schedule` replaces what was scheduled before, or leaves it to fire without effect. */
export interface AlarmClock {
  now(): Timestamp;
  schedule(at: Timestamp, fire: () => void): void;
  /** Firing so many milliseconds early is on time. */
  readonly slackMs: number;
}

/**
 * One wake-up for one deadline that moves all the time: it is scheduled anew only for an earlier time; a later one is looked up when the
 * earlier fires.
 */
export function createAlarm({
  now,
  schedule,
  slackMs,
}: AlarmClock): (at: Timestamp | undefined, wake: () => void) => void {
  let wanted: Timestamp | undefined;
  let armedFor: Timestamp | undefined;
  let arming = 0;
  let call: () => void = () => undefined;

  function arm(at: Timestamp): void {
    const mine = ++arming;
    armedFor = at;
    schedule(at, () => {
      if (mine === arming) fire();
    });
  }

  function fire(): void {
    armedFor = undefined;
    if (wanted === undefined) return;
    if (wanted - now() > slackMs) return arm(wanted);
    wanted = undefined;
    call();
  }

  return (at, wake) => {
    wanted = at;
    call = wake;
    if (at !== undefined && (armedFor === undefined || at < armedFor - slackMs)) arm(at);
  };
}

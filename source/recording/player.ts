import type { LabSnapshot, SnapshotSource } from '../lab/snapshot.ts';
import type { Bookmark } from './format.ts';
import type { Recording } from './recording.ts';

/** How fast a recording is played, from the slowest. */
export const speeds: readonly number[] = [0.25, 0.5, 1, 2, 4, 8, 16];

/** Where a player is. */
export interface PlayerState {
  /** Milliseconds since the recording began. */
  readonly at: number;
  readonly lengthMs: number;
  readonly isPlaying: boolean;
  readonly speed: number;
  readonly bookmarks: readonly Bookmark[];
}

/** Plays a recording as if it were a lab. */
export interface Player {
  readonly source: SnapshotSource;
  state(): PlayerState;
  /** At the end it begins again. */
  togglePlaying(): void;
  /** False: there is no slower, or faster, speed. */
  changeSpeed(step: -1 | 1): boolean;
  seek(ms: number): void;
  /** To the next bookmark, or the one before; undefined: there is none that way. */
  jump(step: -1 | 1): Bookmark | undefined;
  close(): void;
}

const tickMs = 100;
/** Going back from a bookmark that was reached a moment ago means the one before it. */
const justPassedMs = 1_000;

/** `now`: milliseconds of real time. */
export function createPlayer(recording: Recording, now: () => number): Player {
  const { lengthMs, bookmarks } = recording;
  const listeners = new Set<() => void>();
  let [at, isPlaying, speed] = [0, true, 1];
  let since = now();
  let shown = recording.frameAt(0).snapshot;

  function show(ms: number): void {
    at = Math.min(lengthMs, Math.max(0, ms));
    since = now();
    if (at >= lengthMs) isPlaying = false;
    const { snapshot } = recording.frameAt(at);
    if (snapshot === shown) return;
    shown = snapshot;
    for (const listener of listeners) listener();
  }

  function goOn(): void {
    if (isPlaying) show(at + (now() - since) * speed);
  }

  const ticking = setInterval(goOn, tickMs);
  return {
    source: {
      current: (): LabSnapshot => shown,
      onChange(listener) {
        listeners.add(listener);
        return () => void listeners.delete(listener);
      },
    },
    state: () => ({ at, lengthMs, isPlaying, speed, bookmarks }),
    togglePlaying() {
      goOn();
      const isAtEnd = at >= lengthMs;
      isPlaying = isAtEnd || !isPlaying;
      show(isAtEnd ? 0 : at);
    },
    changeSpeed(step) {
      goOn();
      const next = speeds[speeds.indexOf(speed) + step];
      if (next === undefined) return false;
      speed = next;
      return true;
    },
    seek: show,
    jump(step) {
      const wanted =
        step === 1
          ? bookmarks.find((bookmark) => bookmark.at > at)
          : bookmarks.findLast((bookmark) => bookmark.at < at - (isPlaying ? justPassedMs : 0));
      if (wanted !== undefined) show(wanted.at);
      return wanted;
    },
    close: () => clearInterval(ticking),
  };
}

import type { LabSnapshot, SnapshotSource } from '../lab/view/snapshot.ts';
import { type Bookmark, RecordingError } from './format.ts';
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
  /** Why it stands still: the moment to which it was to go cannot be read. */
  readonly damage: string | undefined;
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
  /** The first damage that was met; undefined: all that was shown was whole. */
  damage(): string | undefined;
  close(): void;
}

const tickMs = 100;
/** Going back from a bookmark that was reached a moment ago means the one before it. */
const justPassedMs = 1_000;

/** `now`: milliseconds of real time. Throws RecordingError when there is nothing to begin with. */
export function createPlayer(recording: Recording, now: () => number): Player {
  const { lengthMs, bookmarks } = recording;
  const listeners = new Set<() => void>();
  let [at, isPlaying, speed] = [0, true, 1];
  let since = now();
  let shown = recording.frameAt(0).snapshot;
  let [damage, firstDamage]: (string | undefined)[] = [];

  function show(ms: number): void {
    const wanted = Math.min(lengthMs, Math.max(0, ms));
    since = now();
    const snapshot = readable(wanted);
    if (snapshot !== undefined) at = wanted;
    if (snapshot === undefined || at >= lengthMs) isPlaying = false;
    if (snapshot === undefined || snapshot === shown) return;
    shown = snapshot;
    for (const listener of listeners) listener();
  }

  /** Undefined where it is damaged: the player stays where it is, and says so. */
  function readable(ms: number): LabSnapshot | undefined {
    damage = undefined;
    try {
      return recording.frameAt(ms).snapshot;
    } catch (error) {
      if (!(error instanceof RecordingError)) throw error;
      damage = error.message;
      firstDamage ??= damage;
      return undefined;
    }
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
    state: () => ({ at, lengthMs, isPlaying, speed, bookmarks, damage }),
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
    damage: () => firstDamage,
    close: () => clearInterval(ticking),
  };
}

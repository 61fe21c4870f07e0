import type { Timestamp } from '../../protocol/ids.ts';

/**
 * A node's own line, as users of file sharing set their client to its rate: pieces are handed to it when those before are about to be out, so
 * that short messages never wait behind more than a piece, and the line is never idle for want of one.
 */
export interface UpLine {
  /** Bytes a second from now on; undefined: no limit. */
  setRate(bytesPerSecond: number | undefined, now: Timestamp): void;
  /** So many bytes were handed to it. */
  took(bytes: number, now: Timestamp): void;
  /** When the next piece is to be handed to it. */
  readonly nextAt: Timestamp;
}

/** A piece is handed over so long before the line is free: a wake-up of a busy process may be late by as much. */
export const aheadMs = 10;

export function createUpLine(): UpLine {
  let bytesPerMs = Number.POSITIVE_INFINITY;
  let freeAt: Timestamp = 0;
  return {
    setRate(bytesPerSecond, now) {
      bytesPerMs = bytesPerSecond === undefined ? Number.POSITIVE_INFINITY : bytesPerSecond / 1000;
      freeAt = now;
    },
    took(bytes, now) {
      freeAt = Math.max(freeAt, now) + bytes / bytesPerMs;
    },
    get nextAt() {
      return freeAt - aheadMs;
    },
  };
}

import type { Random } from '../base/random.ts';
import type { Timestamp } from '../protocol/ids.ts';
import type { LinkProfile } from './link-profile.ts';
import { segmentLossDelay } from './segment-loss.ts';

/** When what was handed to a link comes out of it; a `reset` breaks its connection then. */
export interface Passage {
  readonly type: 'passes' | 'reset';
  readonly at: Timestamp;
}

/** One connection's part in a link: what keeps its frames in order. */
export interface LinkLine {
  upAt: Timestamp;
  downAt: Timestamp;
}

/**
 * The access link of one node, shared by all its connections. It knows nothing of the other end, whose own link does the other half.
 *
 * * Up: a frame waits until those before it are sent, takes bytes / rate, then half of the latency. As many bytes leave at once as one frame
 *   has: a token bucket whose burst is a single frame.
 * * Down: half of the latency, then the queue of the receiver's own rate.
 * * Jitter and the delay that loss costs are added behind the queue, to the frame's own connection alone; what comes later on that connection
 *   waits (head-of-line blocking), other connections do not.
 */
export interface AccessLink {
  readonly profile: LinkProfile;
  up(line: LinkLine, bytes: number, now: Timestamp): Passage;
  down(line: LinkLine, bytes: number, now: Timestamp): Passage;
}

/** Pure: the same calls with the same seed give the same times. */
export function createAccessLink(profile: LinkProfile, random: Random): AccessLink {
  const { latencyMs, jitterMs, lossShare } = profile;
  const upMsPerByte = msPerByte(profile.upBytesPerSecond);
  const downMsPerByte = msPerByte(profile.downBytesPerSecond);
  // Two ends lose what the path loses together; a path strays as far as both its ends.
  const lossHere = 1 - Math.sqrt(1 - lossShare);
  const rttMs = 2 * latencyMs;
  let upFreeAt: Timestamp = Number.NEGATIVE_INFINITY;
  let downFreeAt: Timestamp = Number.NEGATIVE_INFINITY;

  function behindQueue(bytes: number, at: Timestamp, now: Timestamp): Passage {
    const stray = jitterMs === 0 ? 0 : (random.unit() - 0.5) * jitterMs;
    const strayed = Math.max(now, at + stray);
    if (lossHere === 0) return { type: 'passes', at: strayed };
    const { delayMs, isGivenUp } = segmentLossDelay({ bytes, lossShare: lossHere, rttMs, jitterMs }, random);
    return { type: isGivenUp ? 'reset' : 'passes', at: strayed + delayMs };
  }

  return {
    profile,
    up(line, bytes, now) {
      upFreeAt = Math.max(upFreeAt, now) + bytes * upMsPerByte;
      const passage = behindQueue(bytes, upFreeAt + latencyMs / 2, now);
      line.upAt = Math.max(line.upAt, passage.at);
      return { type: passage.type, at: line.upAt };
    },
    down(line, bytes, now) {
      downFreeAt = Math.max(downFreeAt, now + latencyMs / 2) + bytes * downMsPerByte;
      const passage = behindQueue(bytes, downFreeAt, now);
      line.downAt = Math.max(line.downAt, passage.at);
      return { type: passage.type, at: line.downAt };
    },
  };
}

/** A connection that has not sent or received yet. */
export function createLinkLine(): LinkLine {
  return { upAt: Number.NEGATIVE_INFINITY, downAt: Number.NEGATIVE_INFINITY };
}

function msPerByte(bytesPerSecond: number | undefined): number {
  return bytesPerSecond === undefined ? 0 : 1000 / bytesPerSecond;
}

import type { Random } from '../base/random.ts';

/** A frame that crosses a link that loses segments. */
export interface LossyPassage {
  readonly bytes: number;
  /** Share of segments that this end of the path loses, 0 … 1. */
  readonly lossShare: number;
  readonly rttMs: number;
  readonly jitterMs: number;
}

/** Content of a TCP segment on Ethernet: 1,500 bytes without the headers of IPv4 and TCP. */
export const segmentBytes = 1_460;
/** Losses of one segment in a row after which its connection is given up. (Linux: 15, `tcp_retries2`; a lesson is shorter.) */
export const lossesInARowMax = 6;
/** RFC 6298 (2.4) asks for 1 s and allows less; Linux and most others take 200 ms. */
const rtoMsMin = 200;
/** Segments behind a lost one whose acknowledgements tell the sender: RFC 5681, section 3.2. */
const duplicateAcks = 3;

/**
 * How long TCP takes to repair what is lost of a frame. A first loss with three segments of the frame behind it is repaired by fast retransmit,
 * one round trip later (RFC 5681, 3.2). Any other waits for the retransmission timer, RTO = max(200 ms, RTT + 4 RTTVAR) with the jitter as
 * RTTVAR (RFC 6298, 2.3 and 2.4), and each further loss of the same segment waits twice as long (5.5). Segments are repaired side by side: the
 * frame waits for the slowest.
 */
export function segmentLossDelay(
  { bytes, lossShare, rttMs, jitterMs }: LossyPassage,
  random: Random,
): { readonly delayMs: number; readonly isGivenUp: boolean } {
  const segments = Math.ceil(bytes / segmentBytes);
  const rtoMs = Math.max(rtoMsMin, rttMs + 4 * jitterMs);
  let delayMs = 0;
  for (let segment = 0; segment < segments; segment++) {
    const losses = lossesInARow(lossShare, random);
    if (losses === 0) continue;
    const isSeen = segments - 1 - segment >= duplicateAcks;
    const first = isSeen ? rttMs : rtoMs;
    const later = rtoMs * (2 ** losses - 2);
    delayMs = Math.max(delayMs, first + later);
    if (losses >= lossesInARowMax) return { delayMs, isGivenUp: true };
  }
  return { delayMs, isGivenUp: false };
}

function lossesInARow(lossShare: number, random: Random): number {
  let losses = 0;
  while (losses < lossesInARowMax && random.unit() < lossShare) losses++;
  return losses;
}

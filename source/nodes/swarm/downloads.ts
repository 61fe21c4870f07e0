import type { Random } from '../../base/random.ts';
import type { NodeId, Timestamp } from '../../protocol/ids.ts';
import type { Neighbour, Neighbours } from './neighbours.ts';
import type { PieceSet } from './piece-set.ts';

/** What to say to an offer: a piece, `busy` (too much is on its way already, ask later), or that none is needed from there. */
export type OfferAnswer = number | 'busy' | 'not-needed';

/** The pieces on their way to a node. */
export interface Downloads {
  /** Takes the first of the pieces that it lacks and nobody else is about to bring; undefined: any that the neighbour has, the rarest. */
  offered(pieces: readonly number[] | undefined, from: Neighbour, now: Timestamp): OfferAnswer;
  /** It arrived: gives since when it was on its way, undefined when it was not asked for. */
  arrived(piece: number, from: NodeId, now: Timestamp): Timestamp | undefined;
  /** Nothing comes from a node any more. */
  lost(from: NodeId): void;
  readonly size: number;
}

interface Coming {
  readonly from: NodeId;
  readonly since: Timestamp;
}

/** A piece that takes so many times as long as others is accepted from somebody else too; sooner when nothing else is left to accept. */
const overdueTimes = 10;
const overdueTimesInEndgame = 1.5;
/** Weight of the newest piece in the mean time that pieces take. */
const newestWeight = 0.1;

/** What downloads are given. */
export interface DownloadOptions {
  readonly own: PieceSet;
  readonly neighbours: Neighbours;
  /** Pieces on their way at a time. */
  readonly window: number;
  readonly random: Random;
}

export function createDownloads({ own, neighbours, window, random }: DownloadOptions): Downloads {
  const coming = new Map<number, Coming>();
  let meanMs: number | undefined;

  /** Nothing is lacking that is not on its way. */
  function isEndgame(): boolean {
    return own.count + coming.size >= own.size;
  }

  function isOverdue({ since }: Coming, now: Timestamp): boolean {
    const times = isEndgame() ? overdueTimesInEndgame : overdueTimes;
    return now - since > times * (meanMs ?? Number.POSITIVE_INFINITY);
  }

  /** What the neighbour has and fewest others have (rarest first). Starts at a random place: equally rare ones are drawn at random. */
  function rarest({ has }: Neighbour): number | undefined {
    let best: number | undefined;
    let fewest = Number.POSITIVE_INFINITY;
    const start = random.below(own.size);
    for (let step = 0; step < own.size; step++) {
      const piece = (start + step) % own.size;
      if (!has.has(piece) || own.has(piece) || coming.has(piece)) continue;
      const holders = neighbours.holdersOf(piece);
      if (holders >= fewest) continue;
      fewest = holders;
      best = piece;
    }
    return best;
  }

  function overdue(pieces: readonly number[] | undefined, from: Neighbour, now: Timestamp): number | undefined {
    for (const [piece, entry] of coming) {
      const isOffered = pieces === undefined ? from.has.has(piece) : pieces.includes(piece);
      if (isOffered && entry.from !== from.node && isOverdue(entry, now)) return piece;
    }
    return undefined;
  }

  return {
    offered(pieces, from, now) {
      const fresh = pieces === undefined ? rarest(from) : pieces.find((piece) => !own.has(piece) && !coming.has(piece));
      if (fresh !== undefined && coming.size >= window) return 'busy';
      const wanted = fresh ?? overdue(pieces, from, now);
      if (wanted === undefined) return 'not-needed';
      coming.set(wanted, { from: from.node, since: now });
      return wanted;
    },
    arrived(piece, from, now) {
      const entry = coming.get(piece);
      if (entry?.from !== from) return undefined;
      coming.delete(piece);
      const ms = now - entry.since;
      meanMs = meanMs === undefined ? ms : meanMs + newestWeight * (ms - meanMs);
      return entry.since;
    },
    lost(from) {
      for (const [piece, entry] of coming) if (entry.from === from) coming.delete(piece);
    },
    get size() {
      return coming.size;
    },
  };
}

import type { Random } from '../../base/random.ts';
import type { Timestamp } from '../../protocol/ids.ts';
import type { Neighbour, Neighbours } from './neighbours.ts';
import type { PieceSet } from './piece-set.ts';

/** Some pieces for one neighbour, of which it is to take one. */
export interface NextOffer {
  readonly neighbour: Neighbour;
  readonly pieces: readonly number[];
}

/** Whom to offer which piece next. */
export interface Uploads {
  /** The next offer, if one may be made now. */
  next(now: Timestamp): NextOffer | undefined;
  /** Offers and pieces that are not answered for so long are given up. */
  expire(now: Timestamp): void;
}

/** What uploads are given. */
export interface UploadOptions {
  readonly own: PieceSet;
  readonly neighbours: Neighbours;
  /** Pieces offered or agreed on, and not sent yet, at a time, to all neighbours together: what keeps the line busy, and no more. */
  readonly window: number;
  readonly random: Random;
  /** It alone has the file at first: it names the pieces that it offers, and sends none twice before it has sent all. */
  readonly isSource: boolean;
}

/** An offer or a piece that nothing was heard of for so long: the neighbour is slow, paused or lying. */
export const uploadMsMax = 10_000;
/** Pieces offered, agreed on or on their way to one neighbour, in equal shares of what may be agreed on. */
const sharesPerNeighbour = 3;
/** Pieces in one offer: with a choice, a neighbour seldom has to decline because it gets the one piece from somebody else. */
export const choicesMax = 4;

/**
 * The neighbour that has least comes first, and of what it lacks the piece that fewest neighbours have (rarest first: Legout, Urvoy-Keller and
 * Michiardi, IMC 2006; Cohen 2003). Nobody is choked otherwise: to serve the neediest first is what makes all finish at the same time, which
 * the bound of Kurose and Ross assumes.
 */
export function createUploads({ own, neighbours, window, random, isSource }: UploadOptions): Uploads {
  function next(now: Timestamp): NextOffer | undefined {
    if (own.count === 0 || neighbours.outstanding - neighbours.onTheirWay >= window) return undefined;
    const waiting = [...neighbours.all()].filter((neighbour) => isOpen(neighbour, now));
    const perNeighbour = Math.max(2, Math.ceil((sharesPerNeighbour * window) / Math.max(1, waiting.length)));
    let candidates = waiting.filter((neighbour) => underWay(neighbour) < perNeighbour);
    while (candidates.length > 0) {
      const neighbour = needierOfTwo(candidates);
      const pieces = isSource ? rarest(neighbour, now) : anything(neighbour);
      if (pieces !== undefined) return { neighbour, pieces };
      candidates = candidates.filter((other) => other !== neighbour);
    }
    return undefined;
  }

  function isOpen(neighbour: Neighbour, now: Timestamp): boolean {
    return !neighbour.has.isComplete && neighbour.busyUntil <= now;
  }

  /** Not the neediest of all: everybody would offer to the same one at the same time. */
  function needierOfTwo(candidates: readonly Neighbour[]): Neighbour {
    const one = candidates[random.below(candidates.length)] as Neighbour;
    const two = candidates[random.below(candidates.length)] as Neighbour;
    return gotBy(two) < gotBy(one) ? two : one;
  }

  /** Any that it lacks: it knows best what it gets from others. Undefined: there is none. */
  function anything(neighbour: Neighbour): readonly number[] | undefined {
    let spare = neighbour.offers.length;
    for (let piece = 0; piece < own.size; piece++) {
      if (!own.has(piece) || neighbour.has.has(piece) || neighbour.taken.has(piece)) continue;
      if (spare-- === 0) return [];
    }
    return undefined;
  }

  /** The rarest pieces, all equally rare. Starts at a random place: they are drawn at random. */
  function rarest(neighbour: Neighbour, now: Timestamp): readonly number[] | undefined {
    let found: number[] = [];
    let fewest = Number.POSITIVE_INFINITY;
    const start = random.below(own.size);
    for (let step = 0; step < own.size; step++) {
      const piece = (start + step) % own.size;
      if (!own.has(piece) || neighbour.has.has(piece) || neighbour.taken.has(piece)) continue;
      const holders = neighbours.holdersOf(piece);
      if (holders > fewest || (neighbour.declined.get(piece) ?? 0) > now) continue;
      if (holders < fewest) found = [];
      fewest = holders;
      if (found.length < choicesMax) found.push(piece);
    }
    return found.length === 0 ? undefined : found;
  }

  return {
    next,
    expire(now) {
      for (const neighbour of neighbours.all()) {
        for (const [piece, since] of neighbour.taken) {
          if (now - since <= uploadMsMax) break; // in the order in which they were taken
          neighbours.noteLost(neighbour, piece);
        }
      }
    },
  };
}

function underWay({ offers, taken }: Neighbour): number {
  return offers.length + taken.size;
}

function gotBy(neighbour: Neighbour): number {
  return neighbour.has.count + underWay(neighbour);
}

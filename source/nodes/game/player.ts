import type { Random } from '../../base/random.ts';
import type { NodeId, Timestamp } from '../../protocol/ids.ts';
import type { Move } from '../../protocol/messages.ts';

/** The playing field: 0 … so much in both directions. */
export const fieldSize = 1_000;
const stepMax = 10;

/** A player who walks at random, one step a tick. */
export function createWalker(random: Random): { step(now: Timestamp): Move } {
  let tick = 0;
  let x = random.below(fieldSize);
  let y = random.below(fieldSize);
  const moved = (place: number): number =>
    Math.max(0, Math.min(fieldSize, place + random.below(2 * stepMax + 1) - stepMax));
  return {
    step(now) {
      tick++;
      x = moved(x);
      y = moved(y);
      return { tick, x, y, at: now };
    },
  };
}

/** What one node knows of the players. */
export interface PlayerViews {
  /** False when it is no news: something newer, or the same, was known. */
  learn(player: NodeId, state: Move): boolean;
  forget(player: NodeId): void;
  readonly all: ReadonlyMap<NodeId, Move>;
}

export function createPlayerViews(): PlayerViews {
  const all = new Map<NodeId, Move>();
  return {
    all,
    learn(player, state) {
      const known = all.get(player);
      if (known !== undefined && known.at >= state.at) return false;
      all.set(player, state);
      return true;
    },
    forget(player) {
      all.delete(player);
    },
  };
}

import type { Outcome } from '../nodes/contract.ts';
import type { Timestamp } from '../protocol/ids.ts';

/** A user who can publish. */
export interface Publisher {
  /** How many operations are under way. */
  open(): number;
  publish(name: string, now: Timestamp): void;
}

/** Publishes some items, one after the other. */
export interface Publishing {
  goOn(now: Timestamp): void;
  /** How one ended. What failed comes again, after the others and a pause. */
  ended(name: string, outcome: Outcome, now: Timestamp): void;
  /** Whether the last one has been begun. */
  readonly isThrough: boolean;
  deadline(): Timestamp | undefined;
}

/** Publishes under way at a time, and the pause before one that failed is tried again. */
const publishesMax = 1;
const publishRetryMs = 200;

export function createPublishing(
  { open, publish }: Publisher,
  items: readonly { readonly name: string }[],
): Publishing {
  const left = items.map(({ name }) => name);
  let retryAt: Timestamp | undefined;
  return {
    goOn(now) {
      if (retryAt !== undefined && now < retryAt) return;
      retryAt = undefined;
      while (retryAt === undefined && open() < publishesMax) {
        const name = left.shift();
        if (name === undefined) return;
        publish(name, now);
      }
    },
    ended(name, outcome, now) {
      if (outcome.type === 'done' || isFinal(outcome)) return;
      left.push(name);
      retryAt = now + publishRetryMs;
    },
    get isThrough() {
      return left.length === 0;
    },
    deadline: () => retryAt,
  };
}

/** To try again is in vain: there is no room, or the name is taken by other content. */
function isFinal(outcome: Outcome): boolean {
  return outcome.type === 'refused' && ['store-full', 'store-broken', 'wrong-content'].includes(outcome.code);
}

import type { NodeId } from '../../protocol/ids.ts';
import type { PingView } from '../view/node-view.ts';

/** The best of so many round trips is shown: the others waited for this process, not for the network. */
const pingsKept = 5;

/** What pings are sent with. */
export interface PingsOptions {
  /** Asks a node over its control connection. */
  readonly send: (node: NodeId, sequence: number) => void;
  /** Unanswered pings that are remembered at most. */
  readonly askedMax: () => number;
  /** Milliseconds of real time. */
  readonly now: () => number;
}

/** The round trips to each node. */
export interface Pings {
  readonly all: ReadonlyMap<NodeId, PingView>;
  /** Over the node's control connection. */
  ask(node: NodeId): void;
  /** A node answered the ping with this number; whether it was waited for. */
  onPong(node: NodeId, sequence: number): boolean;
  /** A round trip; undefined: there was no answer. */
  note(node: NodeId, ms: number | undefined, how: PingView['how']): void;
  /** Forgets all nodes but these. */
  keepOnly(present: ReadonlySet<NodeId>): void;
  nextSequence(): number;
}

export function createPings({ send, askedMax, now }: PingsOptions): Pings {
  const all = new Map<NodeId, PingView>();
  const recent = new Map<NodeId, readonly number[]>();
  /** When the ping with a number was sent. */
  const asked = new Map<number, number>();
  let sequence = 0;

  function nextSequence(): number {
    sequence = (sequence + 1) >>> 0;
    return sequence;
  }

  function note(node: NodeId, ms: number | undefined, how: PingView['how']): void {
    if (ms === undefined) {
      recent.delete(node);
      all.delete(node);
      return;
    }
    const last = [...(recent.get(node) ?? []), ms].slice(-pingsKept);
    recent.set(node, last);
    all.set(node, { ms: Math.min(...last), how });
  }

  return {
    all,
    note,
    nextSequence,
    ask(node) {
      const number = nextSequence();
      asked.set(number, now());
      for (const [old] of asked) {
        if (asked.size <= askedMax()) break;
        asked.delete(old); // never answered
      }
      send(node, number);
    },
    onPong(node, number) {
      const askedAt = asked.get(number);
      if (askedAt === undefined) return false;
      asked.delete(number);
      note(node, now() - askedAt, 'control');
      return true;
    },
    keepOnly(present) {
      for (const node of [...all.keys()]) if (!present.has(node)) all.delete(node);
    },
  };
}

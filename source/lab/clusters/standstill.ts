import type { SteadyClock } from '../../drivers/wires/steady-clock.ts';
import type { Order } from '../../protocol/control/orders.ts';
import type { NodeId, Timestamp } from '../../protocol/ids.ts';
import type { StandstillKind } from '../view/standstill-record.ts';

/** What a lab does about time that stood still. */
export interface Standstill {
  /** The lab's own clock has left something out. */
  onGap(ms: number): void;
  /** A node says that its clock has left something out, or, with 0, that it went on. */
  onReport(node: NodeId, ms: number): void;
  /** Calls back now, or, while nobody knows whether the nodes stood still, when that is known. */
  whenKnown(call: () => void): void;
  close(): void;
}

/** What a judge of standstills is given. */
export interface StandstillOptions {
  readonly clock: () => Pick<SteadyClock, 'epochMs' | 'moveEpoch'>;
  /** Tells one node, or all. */
  readonly tell: (order: Extract<Order, { type: 'epoch' }>, node?: NodeId) => void;
  /** `at`: the session time at which it began, as well as two looks at the clock tell. */
  readonly onStoodStill: (ms: number, kind: StandstillKind, at: Timestamp) => void;
  /** Session time. In a gap, it is what it was before: the clock has left the gap out. */
  readonly sessionMs: () => Timestamp;
  readonly wallMs?: () => number;
  readonly monotonicMs: () => number;
}

/** Nodes that went on say so within this time. */
const answerMsMax = 1_000;
const wallLookMs = 500;
/** A smaller difference comes from a clock that is set gently. */
const asleepMsMin = 2_000;

/**
 * Each process notices by itself that it stood still, and leaves that out of its time at once. Only the lab knows whether all did. It tells its nodes
 * what it has left out. Those that stood still as well count as it does from then on; if one went on, that one objects, and the lab takes it back. A
 * node that stood still alone (a fault that pauses it, somebody else's signal) is told the lab's time, and jumps to it. What nodes report meanwhile
 * waits.
 */
export function createStandstill({
  clock,
  tell,
  onStoodStill,
  sessionMs,
  monotonicMs,
  wallMs = Date.now,
}: StandstillOptions): Standstill {
  const held: (() => void)[] = [];
  let pending: { readonly ms: number; readonly at: Timestamp; readonly timer: NodeJS.Timeout } | undefined;
  let ahead = wallMs() - monotonicMs();
  let lookedAt: Timestamp = 0;

  function tellEpoch(node?: NodeId): void {
    tell({ type: 'epoch', epochMs: clock().epochMs }, node);
  }

  function decide(kind: StandstillKind): void {
    if (pending === undefined) return;
    clearTimeout(pending.timer);
    const { ms, at } = pending;
    pending = undefined;
    if (kind === 'lab') {
      clock().moveEpoch(clock().epochMs - ms);
      tellEpoch();
    }
    onStoodStill(ms, kind, at);
  }

  function decideAndHear(kind: StandstillKind): void {
    decide(kind);
    for (const call of held.splice(0)) call();
  }

  const wallTimer = setInterval(() => {
    const [before, at] = [ahead, lookedAt];
    ahead = wallMs() - monotonicMs();
    lookedAt = sessionMs();
    if (ahead - before >= asleepMsMin) onStoodStill(ahead - before, 'asleep', at);
  }, wallLookMs);
  wallTimer.unref();

  return {
    onGap(ms) {
      decide('all'); // of the one before; what is held waits on: the lab may be in the midst of something, and asks for the time
      pending = { ms, at: sessionMs(), timer: setTimeout(() => decideAndHear('all'), answerMsMax) };
      tellEpoch();
    },
    onReport(node, ms) {
      if (ms === 0) decideAndHear('lab');
      else tellEpoch(node);
    },
    whenKnown(call) {
      if (pending === undefined) call();
      else held.push(call);
    },
    close() {
      clearTimeout(pending?.timer);
      clearInterval(wallTimer);
    },
  };
}

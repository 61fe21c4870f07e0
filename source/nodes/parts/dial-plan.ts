import type { NodeId, Timestamp } from '../../protocol/ids.ts';
import type { Effect } from '../contract.ts';

/** The connections that a node is to keep open: dials them, and again after a failure, more slowly each time. */
export interface DialPlan {
  begin(): Effect[];
  includes(node: NodeId): boolean;
  connected(node: NodeId): void;
  /** A dial failed, or the connection ended. */
  lost(node: NodeId, now: Timestamp): void;
  /** The node took its leave: it is not dialled again. */
  forget(node: NodeId): void;
  deadline(): Timestamp | undefined;
  tick(now: Timestamp): Effect[];
  /** Whether each was connected or failed at least once. */
  isJoined(): boolean;
}

const redialMsMin = 100;
const redialMsMax = 1_600;

export function createDialPlan(nodes: readonly NodeId[]): DialPlan {
  interface Target {
    tried: boolean;
    delayMs: number;
    dialAt: Timestamp | undefined;
  }
  const targets = new Map<NodeId, Target>(
    nodes.map((node) => [node, { tried: false, delayMs: redialMsMin, dialAt: undefined }]),
  );

  return {
    begin: () => nodes.map((node) => ({ type: 'dial', node })),
    includes: (node) => targets.has(node),
    connected(node) {
      const target = targets.get(node);
      if (target === undefined) return;
      target.tried = true;
      target.delayMs = redialMsMin;
      target.dialAt = undefined;
    },
    lost(node, now) {
      const target = targets.get(node);
      if (target === undefined) return;
      target.tried = true;
      target.dialAt = now + target.delayMs;
      target.delayMs = Math.min(redialMsMax, target.delayMs * 2);
    },
    forget(node) {
      targets.delete(node);
    },
    deadline() {
      let first: Timestamp | undefined;
      for (const { dialAt } of targets.values()) {
        if (dialAt !== undefined && (first === undefined || dialAt < first)) first = dialAt;
      }
      return first;
    },
    tick(now) {
      const due: Effect[] = [];
      for (const [node, target] of targets) {
        if (target.dialAt === undefined || target.dialAt > now) continue;
        target.dialAt = undefined;
        due.push({ type: 'dial', node });
      }
      return due;
    },
    isJoined: () => [...targets.values()].every((target) => target.tried),
  };
}

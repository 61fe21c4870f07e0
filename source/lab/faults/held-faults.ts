import type { NodeId } from '../../protocol/ids.ts';
import type { CutPair } from './cut-pair.ts';
import type { Fault } from './fault.ts';

/** A fault that lasts, until it is over. Several may hold the same node, or cut the same pair: it is free when the last one is over. */
export interface HeldFault {
  /** The fault, with a node as its target. */
  readonly fault: Fault;
  /** Whether its end comes by itself. */
  readonly ends: boolean;
  /** Pairs of nodes that it cuts. */
  readonly pairs: readonly CutPair[];
  /** The churn that took the node away, where the fault is such an absence. */
  readonly churn: number | undefined;
}

/** By the fault's id, in the order in which they began. */
export type HeldFaults = ReadonlyMap<number, HeldFault>;

/** Whether a fault takes the process of a node away. */
function isAbsence({ fault }: HeldFault): boolean {
  return fault.type === 'kill' || fault.type === 'leave';
}

/** The ids of the faults that meet a condition. */
export function heldWhere(held: HeldFaults, condition: (one: HeldFault) => boolean): number[] {
  return [...held].filter(([, one]) => condition(one)).map(([id]) => id);
}

/** Faults of one node, by what they do to it. */
export function concerns(node: NodeId, what: 'absence' | 'pause' | 'slow'): (one: HeldFault) => boolean {
  return (one) =>
    'target' in one.fault &&
    one.fault.target === node &&
    (what === 'absence' ? isAbsence(one) : one.fault.type === what);
}

/** Whether a node has to be away. */
export function isHeldAway(held: HeldFaults, node: NodeId): boolean {
  return [...held.values()].some(concerns(node, 'absence'));
}

/** Whether a node has to stand still. */
export function isHeldStill(held: HeldFaults, node: NodeId): boolean {
  return [...held.values()].some(concerns(node, 'pause'));
}

/** How many times as long everything takes a node: the latest fault counts. */
export function slownessOf(held: HeldFaults, node: NodeId): number {
  const last = [...held.values()].findLast(concerns(node, 'slow'));
  return last?.fault.type === 'slow' ? last.fault.times : 1;
}

/** All pairs that are cut. */
export function cutsOf(held: HeldFaults): ReadonlySet<CutPair> {
  return new Set([...held.values()].flatMap(({ pairs }) => pairs));
}

/** Mean session of the churn that began last; 0: there is none. */
export function churnMsOf(held: HeldFaults): number {
  const last = [...held.values()].findLast(({ fault }) => fault.type === 'churn');
  return last?.fault.type === 'churn' ? last.fault.sessionMs : 0;
}

import type { Timestamp } from '../protocol/ids.ts';

/** How far an end of a line is. */
export const endState = { opening: 1, open: 2, over: 3 } as const;

/** What else a state's byte says, of the end that dialled: its line is part of the network's shape. */
const stateBits = 3;
const overlayBit = 4;

/**
 * The connections of a lean network. A line has two ends, with numbers that differ in the last bit: the even one dialled. An end's number is the
 * id of the connection for its node, and never used again.
 */
export interface LeanLines {
  /** Lines ever made. */
  readonly made: number;
  /** Lines whose two ends are not over. */
  readonly alive: number;
  /** Makes a line; gives the end that dialled. */
  add(dialler: number, listener: number): number;
  nodeOf(end: number): number;
  stateOf(end: number): number;
  setOpen(end: number): void;
  /** Marks the end as over, for good. */
  finish(end: number): void;
  /** The ends of a node that are not over, the newest first. */
  endsOf(node: number): number[];
  /** Every line, by the end that dialled, that is not over at either end. */
  living(): number[];
  /** When the latest frame for this end arrives, so that none overtakes another. */
  arrivalOf(end: number): Timestamp;
  setArrival(end: number, at: Timestamp): void;
  /** Whether the line was said to be part of the network's shape. */
  isOverlay(end: number): boolean;
  setOverlay(end: number): void;
}

/** `nodesMax`: greatest number of a node. */
export function createLeanLines(nodesMax: number): LeanLines {
  let capacity = 1024;
  let nodes = new Int32Array(capacity);
  let states = new Uint8Array(capacity);
  let nexts = new Int32Array(capacity);
  let previous = new Int32Array(capacity);
  /** Only where delays differ: with one delay for all, nothing overtakes anything. */
  let arrivals: Float64Array | undefined;
  /** 0: none; no end has this number. */
  const firsts = new Int32Array(nodesMax + 1);
  let ends = 2;
  let alive = 0;

  function grow(): void {
    capacity = 2 * Math.ceil(capacity * 0.7); // twice as much would be a quarter of all memory at 100,000 nodes
    nodes = wider(nodes, new Int32Array(capacity));
    states = wider(states, new Uint8Array(capacity));
    nexts = wider(nexts, new Int32Array(capacity));
    previous = wider(previous, new Int32Array(capacity));
    if (arrivals !== undefined) arrivals = wider(arrivals, new Float64Array(capacity));
  }

  const isOver = (end: number): boolean => ((states[end] as number) & stateBits) === endState.over;

  function link(end: number, node: number): void {
    nodes[end] = node;
    states[end] = endState.opening;
    const first = firsts[node] as number;
    nexts[end] = first;
    if (first !== 0) previous[first] = end;
    firsts[node] = end;
  }

  return {
    get made() {
      return (ends - 2) / 2;
    },
    get alive() {
      return alive;
    },
    add(dialler, listener) {
      if (ends + 2 > capacity) grow();
      const end = ends;
      ends += 2;
      link(end, dialler);
      link(end + 1, listener);
      alive++;
      return end;
    },
    nodeOf: (end) => nodes[end] as number,
    stateOf: (end) => (states[end] as number) & stateBits,
    setOpen(end) {
      states[end] = ((states[end] as number) & overlayBit) | endState.open;
    },
    finish(end) {
      const state = states[end] as number;
      if ((state & stateBits) === endState.over) return;
      states[end] = (state & overlayBit) | endState.over;
      if (!isOver(end ^ 1)) alive--;
      const after = nexts[end] as number;
      const before = previous[end] as number;
      if (after !== 0) previous[after] = before;
      if (before !== 0) nexts[before] = after;
      else firsts[nodes[end] as number] = after;
    },
    endsOf(node) {
      const found: number[] = [];
      for (let end = firsts[node] as number; end !== 0; end = nexts[end] as number) found.push(end);
      return found;
    },
    living() {
      const found: number[] = [];
      for (let end = 2; end < ends; end += 2) {
        if (!isOver(end) && !isOver(end + 1)) found.push(end);
      }
      return found;
    },
    arrivalOf: (end) => arrivals?.[end] ?? 0,
    setArrival(end, at) {
      arrivals ??= new Float64Array(capacity);
      arrivals[end] = at;
    },
    isOverlay: (end) => ((states[end & ~1] as number) & overlayBit) !== 0,
    setOverlay(end) {
      states[end & ~1] = (states[end & ~1] as number) | overlayBit;
    },
  };
}

function wider<Column extends Int32Array | Uint8Array | Float64Array>(from: Column, to: Column): Column {
  to.set(from);
  return to;
}

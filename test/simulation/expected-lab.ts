import { partedPairs, type ScheduledFault } from '../../source/lab/faults/fault.ts';
import { type NodeId, nodeId, nodeNumber } from '../../source/protocol/ids.ts';

const nodes = Array.from({ length: 5 }, (_, index) => nodeId(index + 1));

/** A fault of one node that took place. */
interface Hold {
  readonly node: NodeId;
  readonly type: string;
  readonly times: number;
  readonly from: number;
  until: number;
}

/** What faults make of five nodes at some times, worked out from the times at which each begins and ends: who is held by any fault is held. */
export function expectedLab(faults: readonly ScheduledFault[], times: readonly number[]): string[] {
  const holds: Hold[] = [];
  const isHeld = (node: NodeId, types: readonly string[], time: number): boolean =>
    holds.some((one) => one.node === node && types.includes(one.type) && one.from <= time && time < one.until);
  const isAway = (node: NodeId, time: number): boolean => isHeld(node, ['kill', 'leave'], time);
  for (const { fault, atMs: from, forMs = Number.POSITIVE_INFINITY } of faults) {
    if (!('target' in fault)) continue;
    const node = fault.target as NodeId;
    const { type } = fault;
    if ((type === 'pause' || type === 'slow') && isAway(node, from)) continue; // refused: it is down
    if (type === 'leave' && isHeld(node, ['pause'], from)) continue; // refused: it stands still
    if (type === 'kill' || type === 'leave') {
      for (const one of holds) if (one.node === node && one.type === 'pause') one.until = Math.min(one.until, from); // over with its process
    }
    holds.push({ node, type, times: type === 'slow' ? fault.times : 1, from, until: from + forMs });
  }

  return times.map((time) => {
    const down = nodes.filter((node) => isAway(node, time));
    const paused = nodes.filter((node) => isHeld(node, ['pause'], time));
    const slow = nodes.flatMap((node) => {
      const isIt = (one: Hold) => one.node === node && one.type === 'slow' && one.from <= time && time < one.until;
      const last = holds.findLast(isIt);
      return last === undefined ? [] : [`${node} ${last.times}x`];
    });
    const active = faults.filter(
      ({ atMs, forMs }) => atMs <= time && time < atMs + (forMs ?? Number.POSITIVE_INFINITY),
    );
    const cut = active.flatMap(({ fault }): (readonly [NodeId, NodeId])[] => {
      if (fault.type === 'cut') return [[fault.a, fault.b]];
      return fault.type === 'partition' ? partedPairs(nodes, fault.groups) : [];
    });
    const pairs = new Set(cut.map(([a, b]) => (nodeNumber(a) < nodeNumber(b) ? `${a}-${b}` : `${b}-${a}`)));
    return `down ${down.join(' ')}; paused ${paused.join(' ')}; slow ${slow.join(' ')}; cut ${[...pairs].sort().join(' ')}`;
  });
}

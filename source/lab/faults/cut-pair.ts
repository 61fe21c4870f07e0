import { type NodeId, nodeNumber } from '../../protocol/ids.ts';

/** A pair of nodes as the lab remembers that it is cut: the lower number first. */
export type CutPair = `${NodeId} ${NodeId}`;

export function cutPair(a: NodeId, b: NodeId): CutPair {
  return nodeNumber(a) < nodeNumber(b) ? `${a} ${b}` : `${b} ${a}`;
}

/** Whom a node cannot reach. */
export function cutFrom(node: NodeId, cuts: ReadonlySet<CutPair>): NodeId[] {
  return [...cuts].flatMap((pair) => {
    const [a, b] = pair.split(' ') as [NodeId, NodeId];
    return a === node ? [b] : b === node ? [a] : [];
  });
}

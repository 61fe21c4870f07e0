import { type NodeId, nodeNumber } from '../protocol/ids.ts';

/**
 * Whether a node only takes: it authors nothing, in either mode, and as a peer serves nobody. A share of 0.25 makes every fourth node one,
 * whoever comes and goes. About 26 % of Gnutella's users shared nothing (Saroiu, Gummadi and Gribble 2002).
 */
export function isFreeRiding(node: NodeId, share: number): boolean {
  const number = nodeNumber(node);
  return Math.floor(number * share) > Math.floor((number - 1) * share);
}

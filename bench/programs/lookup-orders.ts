import type { Order } from '../../source/protocol/control/orders.ts';
import type { NodeId } from '../../source/protocol/ids.ts';
import { compareDistance, keyOf, keyOfNode } from '../../source/protocol/key.ts';
import { itemsOf } from '../../source/workloads/catalogue.ts';

/** A lab of Kademlia's that only looks up: no copies are kept, so that each fetch has to find a holder anew. */
export interface LookupOrder {
  readonly k: number;
  readonly alpha: number;
  /** Of the first node, the second one, ...: lookups under way at a time. */
  readonly inFlight: readonly number[];
}

/** Changes what the lab orders a node: no copies, so many lookups at a time, and nothing that the node knows by a record of its own. */
export function asLookups({ k, inFlight }: LookupOrder, node: NodeId, order: Order): Order {
  if (order.type === 'configure' && order.plan.role.type === 'peer') {
    const { plan } = order;
    const concurrency = inFlight[Number(node.slice(1)) - 1] ?? 0;
    const workload = plan.workload.type === 'files' ? { ...plan.workload, concurrency } : plan.workload;
    const role = { ...order.plan.role, copiesMax: 0 };
    return { ...order, plan: { ...plan, role, workload } };
  }
  if (order.type !== 'work' || order.phase !== 'run') return order;
  const elsewhere = order.authors.filter((author) => !keeps(node, author, k, order.authors));
  return elsewhere.length === 0 ? order : { ...order, authors: elsewhere };
}

/** Whether a node is among the k nearest to an author's one item. */
function keeps(node: NodeId, author: NodeId, k: number, all: readonly NodeId[]): boolean {
  const [item] = itemsOf(author, 1);
  if (item === undefined) return false;
  const key = keyOf(item.name);
  const nearer = all.filter((other) => compareDistance(key, keyOfNode(other), keyOfNode(node)) < 0);
  return nearer.length < k;
}

import type { Fault } from '../../lab/faults/fault.ts';
import type { Intent } from '../../lab/rules/intent.ts';
import type { LabSnapshot } from '../../lab/view/snapshot.ts';
import type { NodeId } from '../../protocol/ids.ts';

/** The same intent for another lab. A node means the one at the same place there: by now the two labs may have nodes of different names. */
export function counterpart(intent: Intent, from: LabSnapshot, to: LabSnapshot): Intent {
  const other = (id: NodeId): NodeId => to.nodes[from.nodes.findIndex((node) => node.id === id)]?.id ?? id;
  switch (intent.type) {
    case 'kill-node':
    case 'restart-node':
      return { ...intent, node: other(intent.node) };
    case 'fault':
      return { ...intent, fault: faultOf(intent.fault, other) };
    default:
      return intent;
  }
}

function faultOf(fault: Fault, other: (id: NodeId) => NodeId): Fault {
  switch (fault.type) {
    case 'cut':
      return { ...fault, a: other(fault.a), b: other(fault.b) };
    case 'partition':
      return { ...fault, groups: fault.groups.map((group) => group.map(other)) };
    case 'heal':
    case 'churn':
      return fault;
    default: {
      const { target } = fault;
      const isNode = target !== 'server' && target !== 'busiest' && target !== 'random';
      return isNode ? { ...fault, target: other(target) } : fault;
    }
  }
}

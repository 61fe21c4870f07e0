import type { RolePlan } from '../../protocol/control/plan.ts';
import type { LabState } from './state.ts';

/**
 * What the items in a node's store belong to. A node that is started again finds its own. In another mode or overlay, for another workload (the same
 * names stand for other contents), with another seed, number or size of items or nodes, everything is published anew: so it is on machines that
 * become something else.
 */
export function storeRegime({ mode, settings }: Pick<LabState, 'mode' | 'settings'>, role: RolePlan): string {
  const { workload, overlay, seed, nodes, itemsPerNode, valueSize } = settings;
  const how = mode === 'peer-to-peer' ? `${mode} ${overlay}` : mode;
  return `${how}, ${role.type}, ${workload}, seed ${seed}, ${nodes} nodes, ${itemsPerNode} items of ${valueSize} bytes each`;
}

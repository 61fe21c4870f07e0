import type { NodeState, NodeView } from '../../lab/view/node-view.ts';
import type { LabSnapshot } from '../../lab/view/snapshot.ts';

/** Names shown at most: more are counted. */
const namesMax = 4;

/** What a lab that does not work yet is at, and whom it waits for; undefined: it works, or is over. */
export function awaited({ phase, nodes, mode, cuts }: LabSnapshot): string | undefined {
  const late = (...states: NodeState[]): NodeView[] => nodes.filter(({ state }) => states.includes(state));
  switch (phase) {
    case 'starting': {
      const missing = late('starting');
      const here = nodes.length - missing.length;
      if (missing.length > 0) return `starting ${here} of ${nodes.length}: ${names(missing)} to come`;
      return joining(late('configuring'), nodes.length);
    }
    case 'switching':
      return `${mode}: ${joining(late('configuring', 'starting'), nodes.length)}`;
    case 'publishing':
      if (cuts.length > 0) return 'nodes publish their items; who is cut off cannot: p heals';
      return 'nodes publish their items; the work begins when all have';
    case 'draining':
      return 'what is open ends; nothing new begins';
    default:
      return undefined;
  }
}

function joining(missing: readonly NodeView[], count: number): string {
  if (missing.length === 0) return 'all have joined';
  return `${count - missing.length} of ${count} have joined: ${names(missing)} to come`;
}

function names(nodes: readonly NodeView[]): string {
  const shown = nodes
    .slice(0, namesMax)
    .map(({ id }) => id)
    .join(', ');
  return nodes.length > namesMax ? `${shown} and ${nodes.length - namesMax} more` : shown;
}

/** Why nothing can be asked of a lab now. */
export function waitUntilItWorks({ phase }: Pick<LabSnapshot, 'phase'>): string {
  return `the lab is ${phase}: wait until it works`;
}

import type { Doubt } from '../../workloads/history-checker.ts';
import { isHeldAway } from '../faults/held-faults.ts';
import type { LabState, NodeRecord } from './state.ts';

/** What happened in a lab that no fault of it explains: nodes that are dead though the lab did not kill them, and stores that had trouble. */
export function doubtsOf({ nodes, held }: LabState): readonly Doubt[] {
  const all = [...nodes.values()];
  const troubled = all.filter(({ pastStoreTrouble }) => pastStoreTrouble !== undefined);
  const died = all.filter((node) => node.step === 'down' && !isHeldAway(held, node.id) && !troubled.includes(node));
  return [
    ...doubt('node-died', 'died, and no fault of the lab did it', died, ({ cause }) => cause),
    ...doubt('store-trouble', 'had trouble with the store', troubled, ({ pastStoreTrouble }) => pastStoreTrouble),
  ];
}

/** Nodes that are named; how many others there are is said. */
const namedMax = 4;

function doubt(
  cause: Doubt['cause'],
  what: string,
  nodes: readonly NodeRecord[],
  why: (node: NodeRecord) => string | undefined,
): Doubt[] {
  const [first] = nodes;
  if (first === undefined) return [];
  const names = nodes.slice(0, namedMax).map(({ id }) => id);
  const more = nodes.length > namedMax ? ` and ${nodes.length - namedMax} more` : '';
  return [{ cause, text: `${names.join(', ')}${more} ${what} (${why(first) ?? 'cause unknown'})` }];
}

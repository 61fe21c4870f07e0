import { parseFault } from '../../lab/faults/parse-fault.ts';
import type { Condition } from '../documents/experiment.ts';

/** Operations a second of each node, whatever the size of the network. */
export const ratePerNode = 5;
const smallNodes = 4;
/** The largest network of a comparison, unless more nodes are asked for. */
export const largeNodes = 12;

/** The settings that were asked for, and nothing goes wrong. Most measurements share its runs. */
export const plain: Condition = { name: 'plain', settings: {} };

/** How a metric grows is told from two sizes, each node asking as often in both. */
export const grown = (name: string, settings: Condition['settings']): readonly [Condition, Condition] => [
  sized(`${name}, ${smallNodes} nodes`, smallNodes, settings),
  sized(`${name}, ${largeNodes} nodes`, largeNodes, settings),
];

function sized(name: string, nodes: number, settings: Condition['settings']): Condition {
  return { name, settings: { ...settings, nodes, rate: nodes * ratePerNode } };
}

/** Growth of a value over these two sizes, as an exponent of the number of nodes: 0 stays the same, 1 grows with the network, 2 with its square. */
export function growthExponent(small: number | undefined, large: number | undefined): number | undefined {
  if (small === undefined || large === undefined || small <= 0 || large <= 0) return undefined;
  return Math.log(large / small) / Math.log(largeNodes / smallNodes);
}

/** Faults right at the beginning of the work: nearly all of it happens after them. */
export const struck = (name: string, faults: readonly string[], settings: Condition['settings'] = {}): Condition => ({
  name,
  settings: { ...settings, faults: faults.map((fault) => parseFault(`100ms ${fault}`)) },
});

import type { LabSnapshot } from '../lab/snapshot.ts';
import type { NodeId } from '../protocol/ids.ts';

/** The groups of nodes that the cuts keep apart, when they do nothing else; undefined: nothing is cut, or single pairs are. */
export function groupsApart({ nodes, cuts }: LabSnapshot): readonly (readonly NodeId[])[] | undefined {
  if (cuts.length === 0) return undefined;
  const isCut = new Set(cuts.flatMap(([a, b]) => [`${a} ${b}`, `${b} ${a}`]));
  const groups: NodeId[][] = [];
  for (const { id } of nodes) {
    const home = groups.find((group) => group.every((other) => !isCut.has(`${id} ${other}`)));
    if (home === undefined) groups.push([id]);
    else home.push(id);
  }
  const across = (nodes.length ** 2 - groups.reduce((total, { length }) => total + length ** 2, 0)) / 2;
  return across === cuts.length ? groups : undefined;
}

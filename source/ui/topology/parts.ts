import type { LabSnapshot } from '../../lab/view/snapshot.ts';
import type { NodeId } from '../../protocol/ids.ts';

/** The groups of nodes that the cuts keep apart, when they do nothing else; undefined: nothing is cut, or single pairs are. */
export function groupsApart(snapshot: LabSnapshot): Groups | undefined {
  if (snapshot.cuts.length === 0) return undefined;
  if (!known.has(snapshot)) known.set(snapshot, foundGroups(snapshot));
  return known.get(snapshot);
}

type Groups = readonly (readonly NodeId[])[];

/** Title and picture ask for the same ones, and halves of 200 nodes are 10,000 cuts. */
const known = new WeakMap<LabSnapshot, Groups | undefined>();

function foundGroups({ nodes, cuts }: LabSnapshot): Groups | undefined {
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

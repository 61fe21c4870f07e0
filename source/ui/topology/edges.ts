import type { ConnectionView } from '../../lab/view/node-view.ts';
import type { MessageKind } from '../../lab/view/snapshot.ts';
import type { NodeId } from '../../protocol/ids.ts';
import { allKinds, bothRates } from '../drawing/message-kinds.ts';
import type { Dots, Ink, Stroke } from './dots.ts';
import { type Mark, nameOf, type TopologyView } from './view.ts';

type Rates = Readonly<Record<MessageKind, number>>;

/** Everything that goes on between two places on the canvas. */
export interface Edge {
  readonly name: string;
  readonly from: Mark;
  readonly to: Mark;
  readonly purpose: ConnectionView['purpose'];
  /** Messages a second, `out` from -> to. */
  readonly out: Rates;
  readonly back: Rates;
  /** Whether an end of it is the selected node. */
  readonly isMine: boolean;
}

/** What is drawn of all edges. */
export interface ShownEdges {
  readonly edges: readonly Edge[];
  /** How many are left out: a grey cloud would hide the rest. */
  readonly hidden: number;
}

/** Lines over this share of the canvas's cells are a cloud; lines of the selected node do not count. */
const cloudShare = 0.8;
/** Of a cloud edges are drawn up to this share. */
const sampleShare = 0.4;

/** The mark of each node. */
export function marksById(marks: readonly Mark[]): ReadonlyMap<NodeId, Mark> {
  return new Map(marks.flatMap((mark) => mark.members.map(({ id }) => [id, mark] as const)));
}

/** Those of the selected node, and of the others as many as stay readable: always the same ones. */
export function edgesOf({ snapshot, area }: TopologyView, marks: readonly Mark[]): ShownEdges {
  const all = joined(snapshot.connections, marksById(marks));
  const shown = all.filter(isKept);
  const others = all.filter((edge) => !isKept(edge));
  const isCloud =
    lengthOf(others.filter(({ purpose }) => purpose === 'overlay')) > area.width * area.height * cloudShare;
  let room = isCloud ? area.width * area.height * sampleShare : Number.POSITIVE_INFINITY;
  if (isCloud) others.sort((a, b) => lottery(a) - lottery(b));
  for (const edge of others) {
    room -= lengthOf([edge]);
    if (room < 0) break;
    shown.push(edge);
  }
  return { edges: shown, hidden: all.length - shown.length };
}

/** The rays of a star are never a cloud. */
function isKept({ isMine, from, to }: Edge): boolean {
  return isMine || from.label === 'box' || to.label === 'box';
}

/** One edge for all connections between two places. */
function joined(connections: readonly ConnectionView[], byId: ReadonlyMap<NodeId, Mark>): Edge[] {
  const edges = new Map<string, Edge>();
  for (const { from: dialler, to: listener, purpose, out, back } of connections) {
    const from = byId.get(dialler);
    const to = byId.get(listener);
    if (from === undefined || to === undefined || from === to) continue;
    const opposite = edges.get(`${nameOf(to)} ${nameOf(from)}`);
    const name = opposite?.name ?? `${nameOf(from)} ${nameOf(to)}`;
    const known = opposite ?? edges.get(name);
    const [forth, return_] = opposite === undefined ? [out, back] : [back, out];
    edges.set(
      name,
      known === undefined
        ? { name, from, to, purpose, out, back, isMine: from.isSelected || to.isSelected }
        : {
            ...known,
            purpose: purpose === 'overlay' ? purpose : known.purpose,
            out: bothRates(known.out, forth),
            back: bothRates(known.back, return_),
          },
    );
  }
  return [...edges.values()];
}

/** In cells of ink: a line takes as many cells as it is long in the direction in which it is longer. */
function lengthOf(edges: readonly Edge[]): number {
  return edges.reduce(
    (total, { from, to }) => total + Math.max(Math.abs(from.column - to.column), Math.abs(from.row - to.row)),
    0,
  );
}

/** Looks random, and is the same in every picture. */
function lottery({ name }: Edge): number {
  let mixed = 7;
  for (let at = 0; at < name.length; at++) mixed = (Math.imul(mixed, 31) + name.charCodeAt(at) * 7919) >>> 0;
  return Math.imul(mixed, 2654435761) >>> 0;
}

/** Edges are as bright as they are busy; those of the selected node are full lines. */
export function drawEdges(dots: Dots, edges: readonly Edge[], isStanding: boolean): void {
  for (const edge of edges) dots.line(edge.from, edge.to, isStanding ? still : strokeOf(edge));
}

/** While time stands still the message that comes next is what matters. */
const still: Stroke = { ink: 'faint', stride: 2 };

function strokeOf({ purpose, out, back, isMine }: Edge): Stroke {
  const perSecond = allKinds(out) - out.upkeep + allKinds(back) - back.upkeep;
  if (isMine) return { ink: perSecond > 0.5 ? 'accent' : 'accentDim', stride: purpose === 'transfer' ? 2 : 1 };
  if (purpose === 'transfer') return { ink: 'panel', stride: 4 };
  const ink: Ink = perSecond >= 8 ? 'accentDim' : perSecond > 0.5 ? 'faint' : 'panel';
  return { ink, stride: perSecond > 0.5 ? 2 : 3 };
}

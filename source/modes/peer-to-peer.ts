import type { Random } from '../base/random.ts';
import type { PeerPlan, RolePlan } from '../protocol/control/plan.ts';
import type { NodeId } from '../protocol/ids.ts';
import { isFreeRiding } from './free-riders.ts';
import type { Mode, ModeSettings } from './mode.ts';
import { randomGraph } from './random-graph.ts';

/** A mesh of equal peers, joined by the overlay of the settings. */
export const peerToPeer: Mode = {
  name: 'peer-to-peer',
  plan(nodes, settings, random) {
    const shape = isMeshed(settings)
      ? mesh(nodes, settings, random)
      : shapes[settings.overlay](nodes, settings, random);
    return new Map(nodes.map((node): [NodeId, RolePlan] => [node, peer(node, shape(node), nodes.length, settings)]));
  },
  planJoin(newcomer, present, settings, random) {
    const shape = isMeshed(settings)
      ? meshShape(random.shuffled([...present.keys()]).slice(0, degreeOf(settings, present.size + 1)))
      : joinShape(newcomer, present, settings, random);
    return peer(newcomer, shape, present.size + 1, settings);
  },
  asks: () => true,
};

/** What depends on the overlay: whom a peer dials, and how it finds. */
type Shape = Pick<PeerPlan, 'dials' | 'overlay'>;

/** Peers that one peer is told to join through. */
const bootstrapMax = 3;

const shapes: Readonly<
  Record<
    ModeSettings['overlay'],
    (nodes: readonly NodeId[], settings: ModeSettings, random: Random) => (node: NodeId) => Shape
  >
> = {
  flooding(nodes, { degree, ttl }, random) {
    const dials = dialsOf(nodes, degree, random);
    return (node) => ({ dials: dials.get(node) ?? [], overlay: { type: 'flooding', ttl } });
  },
  /** The first peer keeps the index, all others stay connected to it. */
  index(nodes) {
    const [index] = nodes;
    return (node) => indexShape(node, index ?? node);
  },
  /** Each is told of the one before it, so that all hang together, and of some at random. */
  kademlia(nodes, settings, random) {
    const places = new Map(nodes.map((node, place) => [node, place]));
    return (node) => {
      const before = nodes[(places.get(node) ?? 0) - 1];
      const drawn = Array.from({ length: bootstrapMax - 1 }, () => nodes[random.below(nodes.length)] ?? node);
      const bootstrap = [...new Set(before === undefined ? drawn : [before, ...drawn])].filter((one) => one !== node);
      return kademliaShape(bootstrap, settings);
    };
  },
};

/** Up to so many peers of a swarm are all connected to each other; more are a random graph of this degree. */
export const meshDegree = 32;

/** Whether peers talk to each other directly instead of finding items. */
function isMeshed({ workload }: ModeSettings): boolean {
  return workload !== 'files' && workload !== 'web';
}

/** Pieces get everywhere through others; players and workers must hear each other, or the owner of the job, directly. */
function degreeOf({ workload }: ModeSettings, nodes: number): number {
  return workload === 'distribute' ? Math.min(meshDegree, nodes - 1) : nodes - 1;
}

function mesh(nodes: readonly NodeId[], settings: ModeSettings, random: Random): (node: NodeId) => Shape {
  const dials = dialsOf(nodes, degreeOf(settings, nodes.length), random);
  return (node) => meshShape(dials.get(node) ?? []);
}

function meshShape(dials: readonly NodeId[]): Shape {
  return { dials, overlay: { type: 'none' } };
}

/** A seeded random graph. Of the two ends of an edge the later one dials. */
function dialsOf(nodes: readonly NodeId[], degree: number, random: Random): ReadonlyMap<NodeId, readonly NodeId[]> {
  const dials = new Map<NodeId, NodeId[]>(nodes.map((node) => [node, []]));
  for (const [a, b] of randomGraph(nodes.length, degree, random)) {
    const dialler = nodes[Math.max(a, b)];
    const dialled = nodes[Math.min(a, b)];
    if (dialler !== undefined && dialled !== undefined) dials.get(dialler)?.push(dialled);
  }
  return dials;
}

function joinShape(
  newcomer: NodeId,
  present: ReadonlyMap<NodeId, RolePlan>,
  settings: ModeSettings,
  random: Random,
): Shape {
  const others = [...present.keys()];
  switch (settings.overlay) {
    case 'flooding':
      return {
        dials: random.shuffled(others).slice(0, settings.degree),
        overlay: { type: 'flooding', ttl: settings.ttl },
      };
    case 'index': {
      for (const role of present.values()) {
        if (role.type === 'peer' && role.overlay.type === 'index') return indexShape(newcomer, role.overlay.index);
      }
      return indexShape(newcomer, newcomer);
    }
    case 'kademlia':
      return kademliaShape(random.shuffled(others).slice(0, bootstrapMax), settings);
  }
}

function indexShape(node: NodeId, index: NodeId): Shape {
  return { dials: node === index ? [] : [index], overlay: { type: 'index', index } };
}

function kademliaShape(bootstrap: readonly NodeId[], { k, alpha }: ModeSettings): Shape {
  return { dials: [], overlay: { type: 'kademlia', k, alpha, bootstrap } };
}

function peer(node: NodeId, shape: Shape, nodes: number, settings: ModeSettings): PeerPlan {
  const { replicas, freeRiders } = settings;
  const copiesMax = copiesMaxOf(nodes, settings);
  return { type: 'peer', ...shape, copiesMax, replicas, isFreeRider: isFreeRiding(node, freeRiders) };
}

/** A peer has room for copies of a third of what the others author, at most 64: enough to see copies spread, not to end all requests. */
function copiesMaxOf(nodes: number, { itemsPerNode }: ModeSettings): number {
  return Math.max(1, Math.min(64, Math.floor(((nodes - 1) * itemsPerNode) / 3)));
}

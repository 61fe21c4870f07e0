import type { Cluster, ClusterEvents } from '../../source/lab/clusters/cluster.ts';
import { createSimulationCluster } from '../../source/lab/clusters/simulation.ts';
import { createLab, type Lab } from '../../source/lab/live/runtime.ts';
import type { LabSettings } from '../../source/lab/rules/state.ts';
import { loopbackLinks } from '../../source/links/link-text.ts';
import type { InspectedFrame } from '../../source/protocol/control/inspection.ts';
import type { Order } from '../../source/protocol/control/orders.ts';
import type { Report } from '../../source/protocol/control/reports.ts';
import type { NodeId } from '../../source/protocol/ids.ts';
import { kindOfMessage, type MessageType, messageCodec } from '../../source/protocol/messages.ts';
import { WireSession } from '../../source/protocol/wire/session.ts';
import { type Arrow, sequenceDiagram } from './sequence-diagram.ts';

/*
 * The sequences of docs/PROTOCOL.md, from labs in the simulator. Messages between nodes are those that the nodes show to an inspector; orders
 * and reports are read between the lab and its cluster.
 */

const usual: LabSettings = {
  mode: 'peer-to-peer',
  overlay: 'kademlia',
  nodes: 5,
  workload: 'files',
  seed: 7,
  degree: 2,
  ttl: 64,
  k: 1,
  alpha: 3,
  replicas: 1,
  servers: 1,
  freeRiders: 0,
  itemsPerNode: 3,
  rate: 2,
  concurrency: 1,
  ticksPerSecond: 20,
  jobOperations: 2_000,
  serialShare: 0.05,
  fileBytes: 64 * 1024,
  pieceBytes: 16 * 1024,
  valueSize: 4096,
  capacity: 200,
  link: loopbackLinks,
  durability: 'memory',
  nodesMax: 200,
};

/** Between two looks into all nodes: fewer messages than a node keeps for a look. */
const lookMs = 20;
const workMs = 6_000;

/** Between two fetches: more than a service and its queue. */
const apartMs = 50;
/** What a fetch begins with. One that began before the first look does not. */
const searches = new Set<string | undefined>(['find', 'query', 'find-providers']);
const secret = Buffer.alloc(32, 'starmesh');

interface Sent extends InspectedFrame {
  readonly from: NodeId;
  readonly to: NodeId;
}

/** Of the fetches of a lab the one that takes the most messages: all that its nodes send for it but upkeep. */
export async function fetchSequence(changes: Partial<LabSettings>): Promise<string> {
  const frames: Sent[] = [];
  const seen = new Set<string>();
  const hear = (node: NodeId, report: Report): boolean => {
    if (report.type !== 'inspected') return true;
    for (const frame of report.inspection.frames) {
      if (!frame.isSent || frame.node === undefined || isUpkeep(frame)) continue;
      const name = JSON.stringify([node, frame]);
      if (!seen.has(name)) frames.push({ ...frame, from: node, to: frame.node });
      seen.add(name);
    }
    return false;
  };
  await withLab({ ...usual, ...changes }, { hear }, async (lab, cluster) => {
    await lab.reached('working');
    for (let ms = 0; ms < workMs; ms += lookMs) {
      const { nodes, generation } = lab.source.current();
      for (const { id } of nodes) cluster.order(id, { type: 'inspect', generation });
      await lab.elapsed(lookMs).done;
    }
  });
  return diagram(longestFetch(frames).map(arrowOf));
}

/** Frames of the same fetch follow one another closely; two fetches at a time are none. */
function longestFetch(frames: readonly Sent[]): readonly Sent[] {
  const fetches: Sent[][] = [];
  for (const frame of frames.toSorted((a, b) => a.at - b.at)) {
    const last = fetches.at(-1)?.at(-1);
    if (last === undefined || frame.at - last.at > apartMs) fetches.push([]);
    fetches.at(-1)?.push(frame);
  }
  const whole = fetches.filter(
    (fetch) => searches.has(fetch[0]?.type) && fetch.filter(({ type }) => type === 'content').length === 1,
  );
  return whole.reduce((longest, fetch) => (fetch.length > longest.length ? fetch : longest));
}

/** The three frames before a connection is open. */
export function handshakeSequence(): string {
  const arrows: Arrow[] = [];
  const end = (side: 'dialer' | 'listener', name: string) => {
    const self = { name, generation: 1 };
    const events = { onOpen: () => undefined, onMessage: () => undefined };
    const nonce = Buffer.alloc(16, name);
    return { name, session: new WireSession({ side, self, secret, nonce }, messageCodec, events) };
  };
  const [dialler, listener] = [end('dialer', 'n2'), end('listener', 'n1')];
  for (const [from, to, name, note] of [
    [dialler, listener, 'hello', 'who it is, a nonce'],
    [listener, dialler, 'welcome', 'who it is, a nonce, a proof over both nonces'],
    [dialler, listener, 'proof', 'a proof over both nonces; the connection is open'],
  ] as const) {
    const bytes = Buffer.from(from.session.output.take());
    if (bytes[4] !== ['hello', 'welcome', 'proof'].indexOf(name)) throw new Error(`${from.name} did not say ${name}`);
    arrows.push({ at: undefined, from: from.name, to: to.name, name, note: `${bytes.length} bytes: ${note}` });
    to.session.receive(bytes);
  }
  return diagram(arrows);
}

/** What the lab and its nodes tell each other from `m` until the work runs in the other mode. */
export async function switchSequence(): Promise<string> {
  const arrows: Arrow[] = [];
  let isSwitching = false;
  const note = (from: string, to: string, at: number, message: Order | Report): void => {
    if (isSwitching && !unsaid.has(message.type)) {
      arrows.push({ at, from, to, name: message.type, note: noteOfOrder(message) });
    }
  };
  const ears: Ears = {
    hear: (node, report, at) => {
      note(node, 'lab', at, report);
      return true;
    },
    order: (node, order, at) => note('lab', node, at, order),
  };
  await withLab({ ...usual, mode: 'client-server', nodes: 3 }, ears, async (lab) => {
    await lab.reached('working');
    await lab.elapsed(1_000).done;
    isSwitching = true;
    lab.dispatch({ type: 'switch-mode' });
    await lab.reached('switching');
    await lab.reached('working');
    await lab.elapsed(1).done;
  });
  return diagram(arrows, ['lab', 'n1', 'n2', 'n3']);
}

/** These come all the time. */
const unsaid = new Set(['telemetry', 'history', 'ping', 'pong', 'inspect', 'inspected']);

function noteOfOrder(message: Order | Report): string {
  switch (message.type) {
    case 'configure':
      return `generation ${message.generation}, ${message.plan.role.type}`;
    case 'work':
    case 'work-done':
      return message.phase;
    default:
      return '';
  }
}

function diagram(
  arrows: readonly Arrow[],
  parties = [...new Set(arrows.flatMap(({ from, to }) => [from, to]))],
): string {
  const start = arrows[0]?.at ?? 0;
  const shifted = arrows.map((arrow) => ({ ...arrow, at: arrow.at === undefined ? undefined : arrow.at - start }));
  return `\`\`\`\n${sequenceDiagram(parties, shifted)}\n\`\`\``;
}

function arrowOf({ at, from, to, type, fields, bytes }: Sent): Arrow {
  const told = fields.flatMap(({ name, value }) => {
    if (name === 'holder' || name.endsWith(' node') || name.startsWith('contacts ')) return textOfNode(name, value);
    if (['name', 'ttl', 'hops'].includes(name)) return [name === 'name' ? value : `${name} ${value}`];
    return name === 'hash' || name === 'key' || name === 'code' ? [`${name} ${value.slice(0, 8)}`] : [];
  });
  return { at, from, to, name: type, note: [`${bytes} bytes`, ...told].join(', ') };
}

/** Nodes travel as numbers, lists begin with their count. */
function textOfNode(name: string, value: string): string[] {
  if (name.endsWith(' count')) return [];
  const role = name === 'holder' ? 'holder' : name.startsWith('providers') ? 'provider' : 'contact';
  return [`${role} n${value}`];
}

function isUpkeep({ type }: InspectedFrame): boolean {
  return kindOfMessage[type as MessageType] === 'upkeep';
}

interface Ears {
  /** Whether the lab is to hear it. */
  hear?(node: NodeId, report: Report, at: number): boolean;
  order?(node: NodeId, order: Order, at: number): void;
}

async function withLab(
  settings: LabSettings,
  ears: Ears,
  use: (lab: Lab, cluster: Cluster) => Promise<void>,
): Promise<void> {
  let cluster: Cluster | undefined;
  const createCluster = (events: ClusterEvents): Cluster => {
    const inner = createSimulationCluster({
      seed: settings.seed,
      speed: 'fast',
      batchMs: 50,
      events: {
        ...events,
        onReport(node, report) {
          if (ears.hear?.(node, report, inner.now()) !== false) events.onReport(node, report);
        },
      },
    });
    cluster = {
      ...inner,
      order(node, order) {
        ears.order?.(node, order, inner.now());
        inner.order(node, order);
      },
    };
    return cluster;
  };
  const lab = await createLab({ settings, createCluster, measureOutside: false });
  try {
    await use(lab, cluster as Cluster);
  } finally {
    await lab.close();
  }
}
void [messageCodec, WireSession, sequenceDiagram];

export type { Arrow };

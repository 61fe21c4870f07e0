import type { LabSnapshot, MessageKind } from '../lab/snapshot.ts';

/** What `run --json` prints: schema `starmesh.run/1`. Times are milliseconds; fields of later versions are absent, not empty. */
export type RunDocument = ReturnType<typeof runDocument>;

/**
 * One run as a document for scripts. The names are a contract. `attempted` = `succeeded` + `failed`, always. Over all nodes,
 * `requestsMade` = `requestsServed` + `failed`, unless some timed out or were slow: one that is served after who asked has given up counts as
 * both, and a peer whose holder is silent for a second asks another one, so that two may serve it.
 */
export function runDocument(snapshot: LabSnapshot, durationMs: number) {
  const { requests, traffic, settings, placement, startup } = snapshot;
  const connectivity = (of: Readonly<Record<MessageKind, number>>): number => of.query + of.upkeep;
  return {
    schema: 'starmesh.run/1',
    measuredOn: snapshot.measuredOn,
    seed: snapshot.seed,
    mode: snapshot.mode,
    overlay: settings.overlay,
    workload: settings.workload,
    link: settings.link,
    durability: settings.durability,
    durationMs: Math.round(durationMs),
    startup: { processesReadyMs: startup.processesReadyMs, firstRequestMs: startup.firstRequestMs },
    nodes: snapshot.nodes.map((node) => ({
      id: node.id,
      role: node.role,
      pid: node.pid,
      address: node.address,
      state: node.state,
      requestsMade: node.requestsMade,
      requestsServed: node.requestsServed,
      bytesSent: node.bytesSent,
      bytesReceived: node.bytesReceived,
      items: node.items,
      itemBytes: node.itemBytes,
      cpuMs: node.cpuMs,
      rssBytes: node.rssBytes,
    })),
    connections: snapshot.connections.map(({ from, to }) => ({ from, to })),
    requests: {
      attempted: requests.attempted,
      succeeded: requests.succeeded,
      failed: requests.failed,
      timedOut: requests.timedOut,
      perSecond: requests.fetched / Math.max(0.001, durationMs / 1000),
      latencyMs: requests.latency,
      messagesPerRequest: requests.messagesPerRequest,
      hops: requests.hops,
    },
    traffic: {
      contentBytes: traffic.bytes.content,
      connectivityBytes: connectivity(traffic.bytes),
      contentMessages: traffic.messages.content,
      connectivityMessages: connectivity(traffic.messages),
    },
    placement: {
      items: placement.items.length,
      copies: placement.copies,
      perNode: Object.fromEntries(snapshot.nodes.map(({ id, items }) => [id, items])),
    },
    faults: [],
    predictions: predictions(snapshot),
  };
}

/** What a formula says beside what was counted. */
export interface Prediction {
  readonly name: string;
  readonly predicted: number;
  readonly measured: number;
  readonly ratio: number;
  readonly source: string;
}

function predictions(snapshot: LabSnapshot): readonly Prediction[] {
  const { settings, traffic } = snapshot;
  if (settings.overlay === undefined || settings.overlay === 'kademlia' || traffic.queriesStarted === 0) return [];
  const { predicted, source } = settings.overlay === 'index' ? indexPrediction : floodingPrediction(snapshot);
  const measured = traffic.queryMessages / traffic.queriesStarted;
  return [{ name: 'queryMessagesPerQuery', predicted, measured, ratio: measured / predicted, source }];
}

const indexPrediction = { predicted: 2, source: 'one question to the index, one answer' };

/** Flooding whose TTL covers the graph costs exactly 2E-N+1 query messages a query. */
function floodingPrediction({ nodes, links: edges }: LabSnapshot) {
  const source = `2E-N+1 with E = ${edges}, N = ${nodes.length}: each peer passes a query on once, to all but the one it came from`;
  return { predicted: 2 * edges - nodes.length + 1, source };
}

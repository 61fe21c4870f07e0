import type { HistoryFigures } from '../../lab/check/read-back.ts';
import type { LabSnapshot, MessageKind } from '../../lab/view/snapshot.ts';
import { predictions } from './predictions.ts';
import { workloadVerdict } from './workload-verdict.ts';

/** What `run --json` prints: schema `starmesh.run/1`. Times are milliseconds; fields of later versions are absent, not empty. */
export type RunDocument = ReturnType<typeof runDocument>;

/**
 * One run as a document for scripts. The names are a contract. `attempted` = `succeeded` + `failed`, always. Over all nodes, `requestsMade` =
 * `requestsServed` + `failed`, unless some requests timed out or were slow. One that is served after its time-out counts as both. And a peer whose
 * holder is silent for a second asks another one: then two may serve it.
 */
export function runDocument(snapshot: LabSnapshot, durationMs: number, history?: HistoryFigures) {
  const verdict = workloadVerdict(snapshot);
  const { requests, traffic, settings, placement, startup } = snapshot;
  const connectivity = (of: Readonly<Record<MessageKind, number>>): number => of.query + of.hit + of.upkeep;
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
      queueLengthMax: node.queueLengthMax,
      bytesSent: node.bytesSent,
      bytesReceived: node.bytesReceived,
      items: node.items,
      itemBytes: node.itemBytes,
      cpuMs: node.cpuMs,
      rssBytes: node.rssBytes,
      link: {
        asked: node.link.asked,
        rttMs: node.link.rttMs,
        upBytesPerSecond: node.link.upBytesPerSecond,
        downBytesPerSecond: node.link.downBytesPerSecond,
      },
    })),
    connections: snapshot.connections.map(({ from, to }) => ({ from, to })),
    requests: {
      attempted: requests.attempted,
      succeeded: requests.succeeded,
      fetched: requests.fetched,
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
    workloadFigures: snapshot.workload.figures,
    ...(verdict === undefined ? {} : { workloadCheck: verdict }),
    ...(history === undefined ? {} : { history }),
    faults: snapshot.faults,
    ...(snapshot.faultsMissed.length === 0 ? {} : { faultsMissed: snapshot.faultsMissed }),
    ...(snapshot.storesMended.length === 0 ? {} : { storesMended: snapshot.storesMended }),
    ...(snapshot.standstills.length === 0 ? {} : { standstills: snapshot.standstills }),
    ...(snapshot.doubts.length === 0 ? {} : { doubts: snapshot.doubts }),
    predictions: predictions(snapshot),
  };
}

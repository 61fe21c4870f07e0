import type { Prediction } from '../../experiments/documents/predictions.ts';
import type { RunDocument } from '../../experiments/documents/run-document.ts';
import { linkPlanText } from '../../links/link-text.ts';
import { type NodeId, nodeId } from '../../protocol/ids.ts';
import { kindOfMessage, type MessageKind, messageCodec } from '../../protocol/messages.ts';
import type { OverlayFacts } from '../../scale/overlay-facts.ts';
import type { ScaleTrial } from '../../scale/scale-trial.ts';
import type { SizeFigures } from '../../scale/size-figures.ts';
import type { SimulateOptions } from './simulate-options.ts';

/** What `simulate --json` prints: a run document of the last size, with all sizes in `sweep`. */
export type SimulateDocument = RunDocument & { readonly sweep: readonly SizeFigures[] };

/**
 * The last size as a document. Requests are the questions, without the publishing before them; traffic and bytes are of the whole trial. Times
 * are virtual. There are no pids and addresses.
 */
export function simulateDocument(
  trial: ScaleTrial,
  sweep: readonly SizeFigures[],
  options: SimulateOptions,
  facts: OverlayFacts,
): SimulateDocument {
  const { network, asked, published, base } = trial;
  const ids = [...trial.roles.keys()];
  const durationMs = base === undefined ? 0 : network.now - base.at;
  const items = (index: number): number => network.counts.items[index + 1] ?? 0;
  const notMeasured = { rttMs: undefined, upBytesPerSecond: undefined, downBytesPerSecond: undefined };
  const link = { asked: linkPlanText(options.link), ...notMeasured };
  return {
    schema: 'starmesh.run/1',
    measuredOn: 'simulation',
    seed: options.seed,
    mode: options.mode,
    overlay: options.mode === 'peer-to-peer' ? options.overlay : undefined,
    workload: options.workload,
    durability: 'memory',
    link: linkPlanText(options.link),
    durationMs: Math.round(durationMs),
    startup: { processesReadyMs: undefined, firstRequestMs: published.firstMs },
    nodes: ids.map((id, index) => ({ ...nodeRow(trial, id, index, items(index) * options.valueSize), link })),
    connections: network.pairs(false).map(([from, to]) => ({ from: nodeId(from), to: nodeId(to) })),
    requests: {
      attempted: asked.succeeded + asked.failed,
      succeeded: asked.succeeded,
      fetched: asked.succeeded,
      failed: asked.failed,
      timedOut: asked.timedOut,
      perSecond: asked.succeeded / Math.max(0.001, durationMs / 1000),
      latencyMs: latencyOf(trial),
      messagesPerRequest: workMessages(trial) / Math.max(1, asked.begun),
      hops: asked.succeeded === 0 ? undefined : { mean: asked.hopsTotal / asked.succeeded, max: asked.hopsMax },
    },
    traffic: trafficOf(trial),
    placement: {
      items: published.items,
      copies: ids.reduce((total, _, index) => total + items(index), 0),
      perNode: Object.fromEntries(ids.map((id, index) => [id, items(index)])),
    },
    workloadFigures: [],
    faults: [],
    predictions: predictionsOf(sweep.at(-1), facts),
    sweep,
  };
}

function nodeRow({ network, roles, asked }: ScaleTrial, id: NodeId, index: number, itemBytes: number) {
  const { counts } = network;
  const node = index + 1;
  return {
    id,
    role: roles.get(id)?.type ?? 'peer',
    pid: undefined,
    address: undefined,
    state: 'ready' as const,
    requestsMade: asked.made[node] ?? 0,
    requestsServed: counts.served[node] ?? 0,
    queueLengthMax: 0,
    bytesSent: counts.bytesSent[node] ?? 0,
    bytesReceived: counts.bytesReceived[node] ?? 0,
    items: counts.items[node] ?? 0,
    itemBytes,
    cpuMs: undefined,
    rssBytes: undefined,
  };
}

function latencyOf({ asked: { latency } }: ScaleTrial): RunDocument['requests']['latencyMs'] {
  const [p50, p95, p99] = [0.5, 0.95, 0.99].map((share) => latency.percentile(share));
  return { p50, p95, p99, max: latency.max };
}

const kinds: readonly MessageKind[] = [...messageCodec.types, 'handshake' as const].map((type) => kindOfMessage[type]);

function workMessages({ network, base }: ScaleTrial): number {
  const since = base?.messages;
  if (since === undefined) return 0;
  return network.counts.sent.messages.reduce(
    (total, count, tag) => total + (kinds[tag] === 'upkeep' ? 0 : count - (since[tag] ?? 0)),
    0,
  );
}

function trafficOf({ network }: ScaleTrial): RunDocument['traffic'] {
  const sum = (column: Float64Array, isContent: boolean): number =>
    column.reduce((total, value, tag) => total + ((kinds[tag] === 'content') === isContent ? value : 0), 0);
  const { messages, bytes } = network.counts.sent;
  return {
    contentBytes: sum(bytes, true),
    connectivityBytes: sum(bytes, false),
    contentMessages: sum(messages, true),
    connectivityMessages: sum(messages, false),
  };
}

function predictionsOf(last: SizeFigures | undefined, facts: OverlayFacts): readonly Prediction[] {
  if (last === undefined) return [];
  const one = (
    name: string,
    predicted: number | undefined,
    measured: number | undefined,
    source: string,
  ): Prediction[] =>
    predicted === undefined || measured === undefined
      ? []
      : [{ name, predicted, measured, ratio: measured / predicted, source }];
  return [
    ...one('queryMessagesPerQuery', last.predicted.messagesPerQuery, last.messagesPerQuery, facts.messagesSource),
    ...one('hopsMean', last.predicted.hopsMean, last.hopsMean, facts.hopsSource),
  ];
}

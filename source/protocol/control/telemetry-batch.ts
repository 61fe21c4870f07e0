import type { ItemHash, NodeId, Timestamp } from '../ids.ts';
import { type Key, keyCodec } from '../key.ts';
import { forEachKind, itemHash, type MessageKind, nodeIdCodec } from '../messages.ts';
import { type RouteStep, routeCodec } from '../route.ts';
import { bool, f64, list, member, optional, struct, text, u32, union, word } from '../wire/codec.ts';
import { type Counts, forEachCounter } from './counters.ts';
import { sentence } from './fields.ts';

/** What happened on one node since its last batch, and exact totals since its generation began. */
export interface TelemetryBatch extends Counts {
  readonly at: Timestamp;
  /** Frames by message type (the order of `messageCodec.types`, then the handshake): totals of the generation. */
  readonly sentMessages: readonly number[];
  readonly sentBytes: readonly number[];
  readonly receivedMessages: readonly number[];
  readonly receivedBytes: readonly number[];
  readonly queueLength: number;
  readonly queueLengthMax: number;
  readonly busyMs: number;
  readonly cpuMs: number;
  readonly rssBytes: number;
  /** Latency of the fetches that succeeded since the last batch: buckets of `base/histogram.ts`. */
  readonly latencyCounts: readonly number[];
  readonly latencyMaxMs: number;
  /** When the generation's first operation was served, if it was. */
  readonly firstServedAt: Timestamp | undefined;
  readonly flows: readonly Flow[];
  /** What the workload measured since the last batch. */
  readonly samples: readonly SampleBatch[];
  /** How far the node has come with the workload, in its own unit; 0 of 0: it does not say. */
  readonly progressDone: number;
  readonly progressTotal: number;
  readonly events: readonly TelemetryEvent[];
  /** Only every so many-th operation is among the events; 1: all of them. */
  readonly sampledOneIn: number;
  /** Bytes that left and came since the process began, behind the modelled link. */
  readonly upBytes: number;
  readonly downBytes: number;
  /** Round trips measured since the last batch, the newest of each connection: a handshake's, then those of pings. */
  readonly rtts: readonly Rtt[];
}

/** A measured round trip to a node. */
export interface Rtt {
  readonly node: NodeId;
  readonly rttMs: number;
}

/** Values of one metric since the last batch. */
export interface SampleBatch {
  readonly metric: string;
  /** Buckets of `base/histogram.ts`. */
  readonly counts: readonly number[];
  readonly max: number;
  readonly sum: number;
}

/** What went out on the connection to a node since the last batch, in messages. */
export interface Flow extends Readonly<Record<MessageKind, number>> {
  readonly node: NodeId;
}

/** The members of the log and of placement that travel to the lab. */
export type TelemetryEvent =
  | {
      readonly type: 'operation';
      readonly at: Timestamp;
      readonly operation: 'publish' | 'fetch';
      readonly item: string;
      readonly outcome: OperationOutcome;
      readonly servedBy: NodeId | undefined;
      readonly latencyMs: number;
      readonly hops: number | undefined;
      /** The messages that it took; empty where nothing is between the node and who served it. */
      readonly route: readonly RouteStep[];
    }
  | {
      readonly type: 'item-held';
      readonly name: string;
      readonly hash: ItemHash;
      readonly bytes: number;
      readonly author: NodeId | undefined;
      readonly holding: 'authored' | 'stored' | 'copy' | 'replica';
    }
  | { readonly type: 'item-dropped'; readonly hash: ItemHash }
  | { readonly type: 'record-held'; readonly key: Key }
  | { readonly type: 'record-dropped'; readonly key: Key }
  | {
      readonly type: 'repaired';
      readonly at: Timestamp;
      readonly name: string;
      readonly lost: NodeId;
      readonly replacement: NodeId;
    }
  /** Reported by the node that dialled. */
  | { readonly type: 'connection-opened'; readonly node: NodeId; readonly purpose: 'overlay' | 'transfer' }
  | { readonly type: 'connection-closed'; readonly node: NodeId; readonly reason: string; readonly planned: boolean }
  | { readonly type: 'protocol-error'; readonly at: Timestamp; readonly code: string; readonly text: string }
  | { readonly type: 'notice'; readonly at: Timestamp; readonly text: string };

export type OperationOutcome = 'done' | 'not-found' | 'refused' | 'unreachable' | 'timed-out';

const numbers = list(f64, 4_096);
const purpose = word('overlay', 'transfer');

const event = union<TelemetryEvent>({
  operation: member('operation', {
    at: f64,
    operation: word('publish', 'fetch'),
    item: text(255),
    outcome: word('done', 'not-found', 'refused', 'unreachable', 'timed-out'),
    servedBy: optional(nodeIdCodec),
    latencyMs: f64,
    hops: optional(u32),
    route: routeCodec,
  }),
  'item-held': member('item-held', {
    name: text(255),
    hash: itemHash,
    bytes: u32,
    author: optional(nodeIdCodec),
    holding: word('authored', 'stored', 'copy', 'replica'),
  }),
  'item-dropped': member('item-dropped', { hash: itemHash }),
  'connection-opened': member('connection-opened', { node: nodeIdCodec, purpose }),
  'connection-closed': member('connection-closed', { node: nodeIdCodec, reason: sentence, planned: bool }),
  'protocol-error': member('protocol-error', { at: f64, code: text(64), text: sentence }),
  notice: member('notice', { at: f64, text: sentence }),
  'record-held': member('record-held', { key: keyCodec }),
  'record-dropped': member('record-dropped', { key: keyCodec }),
  repaired: member('repaired', { at: f64, name: text(255), lost: nodeIdCodec, replacement: nodeIdCodec }),
});

export const batch = struct<TelemetryBatch>({
  at: f64,
  sentMessages: numbers,
  sentBytes: numbers,
  receivedMessages: numbers,
  receivedBytes: numbers,
  ...forEachCounter(() => f64),
  queueLength: u32,
  queueLengthMax: u32,
  busyMs: f64,
  cpuMs: f64,
  rssBytes: f64,
  latencyCounts: numbers,
  latencyMaxMs: f64,
  firstServedAt: optional(f64),
  flows: list(struct<Flow>({ node: nodeIdCodec, ...forEachKind(() => u32) }), 10_000),
  samples: list(struct<SampleBatch>({ metric: text(64), counts: numbers, max: f64, sum: f64 }), 64),
  progressDone: f64,
  progressTotal: f64,
  events: list(event, 10_000),
  sampledOneIn: u32,
  upBytes: f64,
  downBytes: f64,
  rtts: list(struct<Rtt>({ node: nodeIdCodec, rttMs: f64 }), 10_000),
});

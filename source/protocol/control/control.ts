import type { ItemHash, NodeId, Timestamp } from '../ids.ts';
import { type Key, keyCodec } from '../key.ts';
import { forEachKind, itemHash, type MessageKind, messageKinds, nodeIdCodec } from '../messages.ts';
import { type RouteStep, routeCodec } from '../route.ts';
import { bool, f64, fixedBytes, list, member, optional, struct, text, u32, union, word } from '../wire/codec.ts';
import { type Counts, forEachCounter } from './counters.ts';
import {
  type Acknowledged,
  acknowledgedList,
  type CheckHow,
  checkHow,
  type Finding,
  findingList,
  type OperationCounts,
  operationCounts,
  type WantedItem,
  wantedList,
} from './history.ts';
import { type Inspection, inspectionCodec } from './inspection.ts';
import { type Contact, type NodePlan, nodePlan } from './plan.ts';

/** What the lab tells a node. Every order of a generation carries it; a node ignores orders of another one. */
export type Order =
  /** The first order of all, to a process that knows nothing yet: who it is. */
  | NodeBeginning
  /** Drop what was, become this, listen if the role listens. */
  | {
      readonly type: 'configure';
      readonly generation: number;
      readonly plan: NodePlan;
      /** What the node's stored items belong to: a store with another regime in it is emptied. Undefined: keep everything in memory. */
      readonly store: string | undefined;
    }
  /** Everybody listens: feed `started` to the logic. */
  | { readonly type: 'start'; readonly generation: number; readonly contacts: readonly Contact[] }
  /** Where nodes can be dialled now; replaces what was said before. */
  | { readonly type: 'contacts'; readonly generation: number; readonly contacts: readonly Contact[] }
  /** `publish`: author the own items, once. `run`: fetch until further notice. `drain`: begin nothing new, report when nothing is open. */
  | {
      readonly type: 'work';
      readonly generation: number;
      readonly phase: WorkPhase;
      /** The nodes that author items, in order: the catalogue that requests draw from. */
      readonly authors: readonly NodeId[];
      /** Operations a second of this node; 0: closed loop with the plan's concurrency. */
      readonly rate: number;
    }
  /** Report now, and answer with `pong`. */
  | { readonly type: 'ping'; readonly sequence: number }
  /** Take leave of the others and exit. */
  | { readonly type: 'shutdown' }
  /** The node's access link from now on, whatever its generation; `seed` is that of its jitter and loss. */
  | { readonly type: 'link'; readonly link: LinkFigures; readonly seed: number }
  /** Session time from now on, whatever the generation; `drivers/wires/paced-clock.ts` says what the figures mean. */
  | { readonly type: 'pace'; readonly pace: number; readonly sessionAt: Timestamp; readonly baseAt: Timestamp }
  /** The session began at this reading of the monotonic clock, or later by what is left out. A node that went on answers `stood-still` with 0. */
  | { readonly type: 'epoch'; readonly epochMs: number }
  /** What would happen next on this node? Answered with `next`. */
  | { readonly type: 'peek'; readonly sequence: number }
  /** Session time stands still: let that happen, and nothing else. Answered with `stepped`. */
  | { readonly type: 'step'; readonly sequence: number }
  /** What does the node look like inside? Answered with `inspected`; it keeps its frames for the next time until nobody has asked for a while. */
  | { readonly type: 'inspect'; readonly generation: number }
  /** Whom the node cannot reach from now on: connections to them break, dials fail. Replaces what was said before. */
  | { readonly type: 'unreachable'; readonly nodes: readonly NodeId[] }
  /** Its service takes so many times as long from now on. */
  | { readonly type: 'slow'; readonly times: number }
  /** Look for acknowledged items, and answer with `checked`. */
  | {
      readonly type: 'check';
      readonly generation: number;
      /** Running number of the order within the lab. */
      readonly number: number;
      readonly how: CheckHow;
      readonly items: readonly WantedItem[];
    };

/** What a node's process begins with. */
export interface NodeBeginning {
  readonly type: 'begin';
  readonly node: NodeId;
  /** What the nodes of a lab prove to each other. */
  readonly secret: Buffer;
  /** The loopback address that it listens on and dials from. */
  readonly host: string;
  /** The port to listen on; when it is taken, or 0, any free one. */
  readonly port: number;
  /** The reading of the monotonic clock at which the session began. */
  readonly epochMs: number;
  /** Milliseconds between two batches of telemetry. */
  readonly batchMs: number;
  /** How much nicer than its lab it is. */
  readonly nicerBy: number;
  /** Its own directory for what outlives it; undefined: it keeps everything in memory. */
  readonly data: string | undefined;
  /** What is in it stays for later runs. */
  readonly isKept: boolean;
}

/** A modelled access link; `links/link-profile.ts` says what the figures mean. */
export interface LinkFigures {
  readonly name: string;
  readonly latencyMs: number;
  readonly jitterMs: number;
  readonly upBytesPerSecond: number | undefined;
  readonly downBytesPerSecond: number | undefined;
  readonly lossShare: number;
}

/** A message that waits between two nodes, and when it goes on by itself. */
export interface HeldMessage {
  readonly from: NodeId;
  readonly to: NodeId;
  readonly kind: MessageKind;
  readonly at: Timestamp;
}

/** Held messages that one report names; `held` counts all. */
export const heldMessagesMax = 32;

/** A departure leaves the node for the other end of its connection, and is no step by itself. */
export type StepKind = 'nothing' | 'departure' | 'delivery' | 'deadline';

export type WorkPhase = 'publish' | 'run' | 'drain';

/** What a node tells the lab. */
export type Report =
  | { readonly type: 'ready'; readonly pid: number }
  /** It became what the plan says. `port` is 0 when it does not listen. */
  | {
      readonly type: 'configured';
      readonly generation: number;
      readonly host: string;
      readonly port: number;
      /** Items that came back from its store. */
      readonly restored: number;
    }
  /** Its planned connections are open, or were tried at least once. */
  | { readonly type: 'joined'; readonly generation: number }
  | { readonly type: 'work-done'; readonly generation: number; readonly phase: WorkPhase }
  | { readonly type: 'telemetry'; readonly generation: number; readonly batch: TelemetryBatch }
  | { readonly type: 'pong'; readonly sequence: number }
  /** It could do nothing for so long (it was stopped), and has left that out of its time. 0: it went on while the lab stood still. */
  | { readonly type: 'stood-still'; readonly ms: number }
  /**
   * What would happen next on this node, when, and how many messages it holds; without a time: nothing. `messages` are the first of them; the
   * very first is what happens next when it is due at that time.
   */
  | {
      readonly type: 'next';
      readonly sequence: number;
      readonly at: Timestamp | undefined;
      readonly held: number;
      readonly messages: readonly HeldMessage[];
      readonly text: string;
    }
  | { readonly type: 'stepped'; readonly sequence: number; readonly what: StepKind; readonly text: string }
  | { readonly type: 'inspected'; readonly generation: number; readonly inspection: Inspection }
  /** Its last words before it exits with an error. */
  | { readonly type: 'failed'; readonly text: string }
  /** Operations that were acknowledged since the last one, at once; and how all of them ended so far. */
  | {
      readonly type: 'history';
      readonly generation: number;
      readonly acknowledged: readonly Acknowledged[];
      readonly counts: OperationCounts;
    }
  /** What was found of the items of a `check`, in their order. */
  | {
      readonly type: 'checked';
      readonly generation: number;
      readonly number: number;
      readonly findings: readonly Finding[];
    }
  /** Its store refuses writes, and why; or takes them again; or what was mended in it when it was opened. */
  | { readonly type: 'store'; readonly generation: number; readonly state: StoreState; readonly text: string };

export type StoreState = 'store-works' | 'store-mended' | 'store-full' | 'store-broken';

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

const host = text(64);
/** What the system says of a file names it, and may name it twice: the longest path has 4,096 bytes. */
const sentence = text(16_384);
const nodeNames = list(nodeIdCodec, 100_000);
const numbers = list(f64, 4_096);
const contacts = list(struct<Contact>({ node: nodeIdCodec, host, port: u32 }), 100_000);
const workPhase = word('publish', 'run', 'drain');
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

const heldMessages = list(
  struct<HeldMessage>({ from: nodeIdCodec, to: nodeIdCodec, kind: word(...messageKinds), at: f64 }),
  heldMessagesMax,
);

const batch = struct<TelemetryBatch>({
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

const link = struct<LinkFigures>({
  name: text(64),
  latencyMs: f64,
  jitterMs: f64,
  upBytesPerSecond: optional(f64),
  downBytesPerSecond: optional(f64),
  lossShare: f64,
});

/** Everything that travels on a control connection, orders first. */
export type ControlMessage = Order | Report;

/** Lab to node and back. The numbers on the wire are the places in this list: append only. */
export const controlCodec = union<ControlMessage>({
  configure: member('configure', { generation: u32, plan: nodePlan, store: optional(text(255)) }),
  start: member('start', { generation: u32, contacts }),
  contacts: member('contacts', { generation: u32, contacts }),
  work: member('work', { generation: u32, phase: workPhase, authors: nodeNames, rate: f64 }),
  ping: member('ping', { sequence: u32 }),
  shutdown: member('shutdown', {}),
  ready: member('ready', { pid: u32 }),
  configured: member('configured', { generation: u32, host, port: u32, restored: u32 }),
  joined: member('joined', { generation: u32 }),
  'work-done': member('work-done', { generation: u32, phase: workPhase }),
  telemetry: member('telemetry', { generation: u32, batch }),
  pong: member('pong', { sequence: u32 }),
  failed: member('failed', { text: sentence }),
  link: member('link', { link, seed: u32 }),
  check: member('check', { generation: u32, number: u32, how: checkHow, items: wantedList }),
  history: member('history', { generation: u32, acknowledged: acknowledgedList, counts: operationCounts }),
  checked: member('checked', { generation: u32, number: u32, findings: findingList }),
  store: member('store', {
    generation: u32,
    state: word('store-works', 'store-full', 'store-broken', 'store-mended'),
    text: sentence,
  }),
  unreachable: member('unreachable', { nodes: nodeNames }),
  slow: member('slow', { times: f64 }),
  pace: member('pace', { pace: f64, sessionAt: f64, baseAt: f64 }),
  peek: member('peek', { sequence: u32 }),
  step: member('step', { sequence: u32 }),
  next: member('next', { sequence: u32, at: optional(f64), held: u32, messages: heldMessages, text: sentence }),
  stepped: member('stepped', {
    sequence: u32,
    what: word('nothing', 'departure', 'delivery', 'deadline'),
    text: sentence,
  }),
  inspect: member('inspect', { generation: u32 }),
  inspected: member('inspected', { generation: u32, inspection: inspectionCodec }),
  begin: member('begin', {
    node: nodeIdCodec,
    secret: fixedBytes(32),
    host,
    port: u32,
    epochMs: f64,
    batchMs: f64,
    nicerBy: u32,
    data: optional(sentence),
    isKept: bool,
  }),
  epoch: member('epoch', { epochMs: f64 }),
  'stood-still': member('stood-still', { ms: f64 }),
});

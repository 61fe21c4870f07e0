import type { NodeId, Timestamp } from '../ids.ts';
import { type MessageKind, messageKinds, nodeIdCodec } from '../messages.ts';
import { f64, list, type MemberCodecs, member, optional, struct, u32, word } from '../wire/codec.ts';
import { host, sentence, type WorkPhase, workPhase } from './fields.ts';
import {
  type Acknowledged,
  acknowledgedList,
  type Finding,
  findingList,
  type OperationCounts,
  operationCounts,
} from './history.ts';
import { type Inspection, inspectionCodec } from './inspection.ts';
import { batch, type TelemetryBatch } from './telemetry-batch.ts';

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

const heldMessages = list(
  struct<HeldMessage>({ from: nodeIdCodec, to: nodeIdCodec, kind: word(...messageKinds), at: f64 }),
  heldMessagesMax,
);

/** The fields of each report. */
export const reports: MemberCodecs<Report> = {
  ready: member('ready', { pid: u32 }),
  configured: member('configured', { generation: u32, host, port: u32, restored: u32 }),
  joined: member('joined', { generation: u32 }),
  'work-done': member('work-done', { generation: u32, phase: workPhase }),
  telemetry: member('telemetry', { generation: u32, batch }),
  pong: member('pong', { sequence: u32 }),
  failed: member('failed', { text: sentence }),
  history: member('history', { generation: u32, acknowledged: acknowledgedList, counts: operationCounts }),
  checked: member('checked', { generation: u32, number: u32, findings: findingList }),
  store: member('store', {
    generation: u32,
    state: word('store-works', 'store-full', 'store-broken', 'store-mended'),
    text: sentence,
  }),
  next: member('next', { sequence: u32, at: optional(f64), held: u32, messages: heldMessages, text: sentence }),
  stepped: member('stepped', {
    sequence: u32,
    what: word('nothing', 'departure', 'delivery', 'deadline'),
    text: sentence,
  }),
  inspected: member('inspected', { generation: u32, inspection: inspectionCodec }),
  'stood-still': member('stood-still', { ms: f64 }),
};

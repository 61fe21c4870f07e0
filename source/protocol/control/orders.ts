import type { NodeId, Timestamp } from '../ids.ts';
import { nodeIdCodec } from '../messages.ts';
import { bool, f64, fixedBytes, list, type MemberCodecs, member, optional, struct, text, u32 } from '../wire/codec.ts';
import { host, sentence, type WorkPhase, workPhase } from './fields.ts';
import { type CheckHow, checkHow, type WantedItem, wantedList } from './history.ts';
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

const nodeNames = list(nodeIdCodec, 100_000);
const contacts = list(struct<Contact>({ node: nodeIdCodec, host, port: u32 }), 100_000);

const link = struct<LinkFigures>({
  name: text(64),
  latencyMs: f64,
  jitterMs: f64,
  upBytesPerSecond: optional(f64),
  downBytesPerSecond: optional(f64),
  lossShare: f64,
});

/** The fields of each order. */
export const orders: MemberCodecs<Order> = {
  configure: member('configure', { generation: u32, plan: nodePlan, store: optional(text(255)) }),
  start: member('start', { generation: u32, contacts }),
  contacts: member('contacts', { generation: u32, contacts }),
  work: member('work', { generation: u32, phase: workPhase, authors: nodeNames, rate: f64 }),
  ping: member('ping', { sequence: u32 }),
  shutdown: member('shutdown', {}),
  link: member('link', { link, seed: u32 }),
  check: member('check', { generation: u32, number: u32, how: checkHow, items: wantedList }),
  unreachable: member('unreachable', { nodes: nodeNames }),
  slow: member('slow', { times: f64 }),
  pace: member('pace', { pace: f64, sessionAt: f64, baseAt: f64 }),
  peek: member('peek', { sequence: u32 }),
  step: member('step', { sequence: u32 }),
  inspect: member('inspect', { generation: u32 }),
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
};

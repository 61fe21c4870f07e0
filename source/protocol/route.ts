import type { NodeId, Timestamp } from './ids.ts';
import { type MessageType, messageCodec, nodeIdCodec } from './messages.ts';
import { f64, list, optional, struct, word } from './wire/codec.ts';

/** One message of an operation, as far as the node that asked knows it. */
export interface RouteStep {
  readonly from: NodeId;
  readonly to: NodeId;
  readonly message: MessageType;
  /** When the node that asked sent it or got it; undefined: others passed it on between themselves. */
  readonly at: Timestamp | undefined;
}

/** Steps that are remembered of one operation; those after them are not. */
export const routeStepsMax = 256;

export const routeCodec = list(
  struct<RouteStep>({ from: nodeIdCodec, to: nodeIdCodec, message: word(...messageCodec.types), at: optional(f64) }),
  routeStepsMax,
);

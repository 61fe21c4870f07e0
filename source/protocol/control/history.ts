import type { ItemHash, NodeId, Timestamp } from '../ids.ts';
import { itemHash, nodeIdCodec } from '../messages.ts';
import { f64, list, struct, text, word } from '../wire/codec.ts';
import { limits } from '../wire/limits.ts';

/** A publishing operation whose user was told that it is done. */
export interface Acknowledged {
  readonly name: string;
  /** Of the content that the user gave, whatever the node says it stored. */
  readonly hash: ItemHash;
  /** Who said that it is stored. */
  readonly servedBy: NodeId;
  readonly at: Timestamp;
}

/** How the operations of a node's user ended, exact totals of the generation; begun less the other three are open. */
export interface OperationCounts {
  readonly begun: number;
  readonly done: number;
  /** Definitely not done: refused, not found, or unreachable before anything was sent. */
  readonly refused: number;
  /** Timed out: it may have happened. */
  readonly indefinite: number;
}

/** What is to be looked for, and the hash that its content must have. */
export interface WantedItem {
  readonly name: string;
  readonly hash: ItemHash;
}

/** `hold`: does the node hold it, by the hash of the content as it lies there? `read`: fetch it, as the node's user would. */
export type CheckHow = 'hold' | 'read';

/** `right` or `wrong` content; `none`: nobody has it, as far as this node knows; `failed`: nobody can say. */
export type Finding = 'right' | 'wrong' | 'none' | 'failed';

export const findings = ['right', 'wrong', 'none', 'failed'] as const satisfies readonly Finding[];

/** Items of one check order, and acknowledgements of one report, at most: a frame of 500 longest names is far below its limit. */
export const checkItemsMax = 500;

const itemName = text(limits.nameBytesMax);

export const acknowledgedList = list(
  struct<Acknowledged>({ name: itemName, hash: itemHash, servedBy: nodeIdCodec, at: f64 }),
  checkItemsMax,
);
export const operationCounts = struct<OperationCounts>({ begun: f64, done: f64, refused: f64, indefinite: f64 });
export const wantedList = list(struct<WantedItem>({ name: itemName, hash: itemHash }), checkItemsMax);
export const findingList = list(word(...findings), checkItemsMax);
export const checkHow = word('hold', 'read');

import type { ItemHash, NodeId, Timestamp } from './ids.ts';
import { nodeId, nodeNumber } from './ids.ts';
import { type Key, keyCodec } from './key.ts';
import type { ByteReader } from './wire/byte-reader.ts';
import { bool, bytes, type Codec, f64, list, member, struct, text, u8, u32, union, word } from './wire/codec.ts';
import { limits } from './wire/limits.ts';
import { remoteError } from './wire/protocol-error.ts';

/** Why a node does not do what it was asked. */
export type RefusalCode =
  | 'not-found'
  | 'overloaded'
  | 'wrong-content'
  | 'catching-up'
  | 'free-rider'
  | 'store-full'
  | 'store-broken';

/** A flooded query: who asked, and its running number there. */
export interface QueryId {
  readonly origin: NodeId;
  readonly sequence: number;
}

/** Who holds the item under a key, and what it says the content's hash is. */
export interface Provider {
  readonly node: NodeId;
  readonly hash: ItemHash;
}

/** A replica that somebody is to have: the item's name, and who holds it, the one who looks after it first. */
export interface ReplicaSet {
  readonly name: string;
  readonly holders: readonly NodeId[];
}

/** Where a player of a game is since a time of the session. */
export interface Move {
  /** Running number at the player. */
  readonly tick: number;
  readonly x: number;
  readonly y: number;
  readonly at: Timestamp;
}

/** Everything one node says to another. docs/PROTOCOL.md describes each message. */
export type Message =
  | { readonly type: 'publish'; readonly requestId: number; readonly name: string; readonly content: Buffer }
  | { readonly type: 'published'; readonly requestId: number }
  | { readonly type: 'find'; readonly requestId: number; readonly name: string }
  | { readonly type: 'found'; readonly requestId: number; readonly hash: ItemHash }
  | { readonly type: 'fetch'; readonly requestId: number; readonly hash: ItemHash }
  | { readonly type: 'content'; readonly requestId: number; readonly content: Buffer }
  | { readonly type: 'refused'; readonly requestId: number; readonly code: RefusalCode }
  | { readonly type: 'join' }
  | { readonly type: 'leave' }
  | { readonly type: 'ping'; readonly requestId: number }
  | { readonly type: 'pong'; readonly requestId: number }
  | (QueryId & { readonly type: 'query'; readonly ttl: number; readonly hops: number; readonly name: string })
  | (QueryId & {
      readonly type: 'hit';
      readonly hops: number;
      readonly holder: NodeId;
      readonly hash: ItemHash;
      readonly way: readonly NodeId[];
    })
  | { readonly type: 'find-node'; readonly requestId: number; readonly target: Key }
  | { readonly type: 'nodes'; readonly requestId: number; readonly contacts: readonly NodeId[] }
  | { readonly type: 'find-providers'; readonly requestId: number; readonly key: Key }
  | {
      readonly type: 'providers';
      readonly requestId: number;
      readonly providers: readonly Provider[];
      readonly contacts: readonly NodeId[];
    }
  | { readonly type: 'add-provider'; readonly requestId: number; readonly key: Key; readonly hash: ItemHash }
  | { readonly type: 'provider-added'; readonly requestId: number }
  | (ReplicaSet & {
      readonly type: 'replicate';
      readonly requestId: number;
      readonly author: NodeId;
      readonly content: Buffer;
    })
  | { readonly type: 'replicated'; readonly requestId: number }
  | { readonly type: 'check-replicas'; readonly requestId: number; readonly sets: readonly ReplicaSet[] }
  | { readonly type: 'replicas'; readonly requestId: number; readonly missing: readonly string[] }
  | { readonly type: 'catch-up'; readonly requestId: number }
  | { readonly type: 'caught-up'; readonly requestId: number }
  | { readonly type: 'file'; readonly roots: readonly ItemHash[] }
  | { readonly type: 'hashes'; readonly block: number; readonly hashes: readonly ItemHash[] }
  | { readonly type: 'have'; readonly pieces: readonly number[] }
  | { readonly type: 'offer'; readonly pieces: readonly number[] }
  | { readonly type: 'accept'; readonly piece: number; readonly hasHashes: boolean }
  | { readonly type: 'decline'; readonly reason: 'busy' | 'not-needed' }
  | { readonly type: 'piece'; readonly piece: number; readonly content: Buffer }
  | ({ readonly type: 'move' } & Move)
  | { readonly type: 'world'; readonly tick: number; readonly players: readonly (Move & { readonly player: NodeId })[] }
  | {
      readonly type: 'task';
      readonly job: number;
      readonly task: number;
      readonly from: number;
      readonly to: number;
    }
  | { readonly type: 'task-done'; readonly job: number; readonly task: number; readonly result: number };

export type MessageType = Message['type'];
type MessageOf<Type extends MessageType> = Extract<Message, { type: Type }>;

const itemName = text(limits.nameBytesMax);
const content = bytes(limits.itemBytesMax);

/** The 32 bytes of a SHA-256, as hexadecimal digits in memory. */
export const itemHash: Codec<ItemHash> = {
  write: (to, value) => to.hash(value),
  read: (from) => from.hash() as ItemHash,
};

/** A node's number, 32 bits; `n0` does not exist. */
export const nodeIdCodec: Codec<NodeId> = {
  write: (to, value) => to.u32(nodeNumber(value)),
  read: readNodeId,
};

const contacts = list(nodeIdCodec, limits.contactsMax);
const holders = list(nodeIdCodec, limits.holdersMax);

/*
 * The five messages of which a working network carries most, field by field: objects built as literals, in place of field lists that are
 * walked through, are cheaper to make and to read.
 */
const find: Codec<MessageOf<'find'>> = {
  write(to, { requestId, name }) {
    to.u32(requestId);
    itemName.write(to, name);
  },
  read: (from) => ({ type: 'find', requestId: from.u32(), name: itemName.read(from) }),
};
const found: Codec<MessageOf<'found'>> = {
  write(to, { requestId, hash }) {
    to.u32(requestId);
    itemHash.write(to, hash);
  },
  read: (from) => ({ type: 'found', requestId: from.u32(), hash: itemHash.read(from) }),
};
const fetch: Codec<MessageOf<'fetch'>> = {
  write(to, { requestId, hash }) {
    to.u32(requestId);
    itemHash.write(to, hash);
  },
  read: (from) => ({ type: 'fetch', requestId: from.u32(), hash: itemHash.read(from) }),
};
const contentMessage: Codec<MessageOf<'content'>> = {
  write(to, message) {
    to.u32(message.requestId);
    content.write(to, message.content);
  },
  read: (from) => ({ type: 'content', requestId: from.u32(), content: content.read(from) }),
};
const query: Codec<MessageOf<'query'>> = {
  write(to, { origin, sequence, ttl, hops, name }) {
    nodeIdCodec.write(to, origin);
    to.u32(sequence);
    to.u8(ttl);
    to.u8(hops);
    itemName.write(to, name);
  },
  read: (from) => ({
    type: 'query',
    origin: readNodeId(from),
    sequence: from.u32(),
    ttl: from.u8(),
    hops: from.u8(),
    name: itemName.read(from),
  }),
};

const refusalCode = word(
  'not-found',
  'overloaded',
  'wrong-content',
  'catching-up',
  'free-rider',
  'store-full',
  'store-broken',
);

/** The numbers of the messages on the wire are their places in this list: append only. */
export const messageCodec = union<Message>({
  publish: member('publish', { requestId: u32, name: itemName, content }),
  published: member('published', { requestId: u32 }),
  find,
  found,
  fetch,
  content: contentMessage,
  refused: member('refused', {
    requestId: u32,
    code: refusalCode,
  }),
  join: member('join', {}),
  leave: member('leave', {}),
  ping: member('ping', { requestId: u32 }),
  pong: member('pong', { requestId: u32 }),
  query,
  hit: member('hit', {
    origin: nodeIdCodec,
    sequence: u32,
    hops: u8,
    holder: nodeIdCodec,
    hash: itemHash,
    way: list(nodeIdCodec, limits.wayMax),
  }),
  'find-node': member('find-node', { requestId: u32, target: keyCodec }),
  nodes: member('nodes', { requestId: u32, contacts }),
  'find-providers': member('find-providers', { requestId: u32, key: keyCodec }),
  providers: member('providers', {
    requestId: u32,
    providers: list(struct<Provider>({ node: nodeIdCodec, hash: itemHash }), limits.providersMax),
    contacts,
  }),
  'add-provider': member('add-provider', { requestId: u32, key: keyCodec, hash: itemHash }),
  'provider-added': member('provider-added', { requestId: u32 }),
  replicate: member('replicate', { requestId: u32, name: itemName, author: nodeIdCodec, holders, content }),
  replicated: member('replicated', { requestId: u32 }),
  'check-replicas': member('check-replicas', {
    requestId: u32,
    sets: list(struct<ReplicaSet>({ name: itemName, holders }), limits.replicasMax),
  }),
  replicas: member('replicas', { requestId: u32, missing: list(itemName, limits.replicasMax) }),
  'catch-up': member('catch-up', { requestId: u32 }),
  'caught-up': member('caught-up', { requestId: u32 }),
  file: member('file', { roots: list(itemHash, limits.blocksMax) }),
  hashes: member('hashes', { block: u32, hashes: list(itemHash, limits.blockHashesMax) }),
  have: member('have', { pieces: list(u32, limits.piecesMax) }),
  offer: member('offer', { pieces: list(u32, limits.offerMax) }),
  accept: member('accept', { piece: u32, hasHashes: bool }),
  decline: member('decline', { reason: word('busy', 'not-needed') }),
  piece: member('piece', { piece: u32, content }),
  move: member('move', { tick: u32, x: u32, y: u32, at: f64 }),
  world: member('world', {
    tick: u32,
    players: list(
      struct<Move & { player: NodeId }>({ player: nodeIdCodec, tick: u32, x: u32, y: u32, at: f64 }),
      limits.playersMax,
    ),
  }),
  task: member('task', { job: u32, task: u32, from: u32, to: u32 }),
  'task-done': member('task-done', { job: u32, task: u32, result: u32 }),
});

/** What a message is for: to locate data, to say where it is, to carry it, or to keep the network together. */
export const messageKinds = ['query', 'hit', 'content', 'upkeep'] as const;
export type MessageKind = (typeof messageKinds)[number];

/** Something for each kind. */
export function forEachKind<T>(make: (kind: MessageKind) => T): Record<MessageKind, T> {
  return { query: make('query'), hit: make('hit'), content: make('content'), upkeep: make('upkeep') };
}

/** The kind of every message type; a handshake is upkeep. */
export const kindOfMessage: Readonly<Record<MessageType | 'handshake', MessageKind>> = {
  publish: 'content',
  published: 'content',
  find: 'query',
  found: 'hit',
  fetch: 'query',
  content: 'content',
  refused: 'query',
  join: 'upkeep',
  leave: 'upkeep',
  ping: 'upkeep',
  pong: 'upkeep',
  query: 'query',
  hit: 'hit',
  'find-node': 'upkeep',
  nodes: 'upkeep',
  'find-providers': 'query',
  providers: 'hit',
  'add-provider': 'upkeep',
  'provider-added': 'upkeep',
  replicate: 'content',
  replicated: 'content',
  'check-replicas': 'upkeep',
  replicas: 'upkeep',
  'catch-up': 'upkeep',
  'caught-up': 'upkeep',
  file: 'upkeep',
  hashes: 'upkeep',
  have: 'query',
  offer: 'query',
  accept: 'query',
  decline: 'query',
  piece: 'content',
  move: 'content',
  world: 'content',
  task: 'content',
  'task-done': 'content',
  handshake: 'upkeep',
};

function readNodeId(from: ByteReader): NodeId {
  const number = from.u32();
  if (number === 0) throw remoteError('malformed-message', 'node number 0 does not exist');
  return nodeId(number);
}

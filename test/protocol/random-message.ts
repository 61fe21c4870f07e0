import type { Random } from '../../source/base/random.ts';
import { type ItemHash, type NodeId, nodeId } from '../../source/protocol/ids.ts';
import { keyOf } from '../../source/protocol/key.ts';
import { type Message, type Move, messageCodec } from '../../source/protocol/messages.ts';

/** Few names, hashes, nodes and numbers, so that random messages now and then mean what another one meant. */
const names = ['song-01', 'song-02', 'é', '', 'x'.repeat(255)];
const refusals = ['not-found', 'overloaded', 'wrong-content', 'catching-up', 'free-rider'] as const;

/** A valid message of any type. */
export function randomMessage(random: Random): Message {
  const type = messageCodec.types[random.below(messageCodec.types.length)] ?? 'join';
  const requestId = random.below(3) === 0 ? random.uint32() : random.below(8);
  const query = { origin: randomNode(random), sequence: random.below(4) } as const;
  const hash = random
    .fork(`hash ${random.below(4)}`)
    .bytes(32)
    .toString('hex') as ItemHash;
  const name = names[random.below(names.length)] ?? '';
  switch (type) {
    case 'publish':
      return { type, requestId, name, content: random.bytes(random.below(40)) };
    case 'find':
      return { type, requestId, name };
    case 'found':
    case 'fetch':
      return { type, requestId, hash };
    case 'content':
      return { type, requestId, content: random.bytes(random.below(40)) };
    case 'refused':
      return { type, requestId, code: refusals[random.below(refusals.length)] ?? 'not-found' };
    case 'join':
    case 'leave':
      return { type };
    case 'published':
    case 'ping':
    case 'pong':
    case 'provider-added':
    case 'replicated':
    case 'catch-up':
    case 'caught-up':
      return { type, requestId };
    case 'query':
      return { type, ...query, ttl: random.below(256), hops: random.below(256), name };
    case 'hit':
      return { type, ...query, hops: random.below(256), holder: randomNode(random), hash, way: randomNodes(random) };
    case 'find-node':
      return { type, requestId, target: keyOf(name) };
    case 'nodes':
      return { type, requestId, contacts: randomNodes(random) };
    case 'find-providers':
      return { type, requestId, key: keyOf(name) };
    case 'providers': {
      const providers = randomNodes(random).map((node) => ({ node, hash }));
      return { type, requestId, providers, contacts: randomNodes(random) };
    }
    case 'add-provider':
      return { type, requestId, key: keyOf(name), hash };
    case 'replicate': {
      const content = random.bytes(random.below(40));
      return { type, requestId, name, author: randomNode(random), holders: randomNodes(random), content };
    }
    case 'check-replicas':
      return { type, requestId, sets: names.map((each) => ({ name: each, holders: randomNodes(random) })) };
    case 'replicas':
      return { type, requestId, missing: names.slice(0, random.below(names.length)) };
    case 'file':
      return { type, roots: [hash] };
    case 'hashes':
      return { type, block: random.below(3), hashes: Array.from({ length: random.below(4) }, () => hash) };
    case 'have':
    case 'offer':
      return { type, pieces: Array.from({ length: random.below(4) }, () => random.below(40)) };
    case 'accept':
      return { type, piece: random.below(40), hasHashes: random.below(2) === 0 };
    case 'decline':
      return { type, reason: random.below(2) === 0 ? 'busy' : 'not-needed' };
    case 'move':
      return { type, ...randomMove(random) };
    case 'world':
      return {
        type,
        tick: random.below(9),
        players: Array.from({ length: random.below(4) }, () => ({ player: randomNode(random), ...randomMove(random) })),
      };
    case 'task':
      return { type, job: random.below(9), task: random.below(9), from: random.below(99), to: random.below(99) };
    case 'task-done':
      return { type, job: random.below(9), task: random.below(9), result: random.below(99) };
    case 'piece':
      return { type, piece: random.below(40), content: random.bytes(random.below(40)) };
  }
}

function randomMove(random: Random): Move {
  return { tick: random.below(9), x: random.below(99), y: random.below(99), at: random.unit() };
}

function randomNodes(random: Random): NodeId[] {
  return Array.from({ length: random.below(4) }, () => randomNode(random));
}

/** One of a few nodes. */
export function randomNode(random: Random): NodeId {
  return nodeId(1 + random.below(5));
}

import type { Random } from '../../base/random.ts';
import { tableOf } from '../../protocol/control/inspection.ts';
import type { ConnectionId, NodeId, Timestamp } from '../../protocol/ids.ts';
import { keyOf } from '../../protocol/key.ts';
import type { Message } from '../../protocol/messages.ts';
import { limits } from '../../protocol/wire/limits.ts';
import type { Outcome } from '../contract.ts';
import type { Answer, Done } from '../parts/exchanges.ts';
import type { Announced, Overlay, OverlayHost } from './overlay.ts';
import { createProviderRecords, republishMs } from './provider-records.ts';

/** Options of the index overlay. */
export interface IndexOptions {
  readonly self: NodeId;
  /** The peer that keeps the index; may be this one. */
  readonly index: NodeId;
  readonly random: Random;
}

/**
 * Napster's way: one peer knows who holds what, and everybody asks it; the items go from peer to peer. A query costs two messages. Without
 * the one peer nothing is found.
 */
export function createIndexOverlay(options: IndexOptions, host: OverlayHost): Overlay {
  const { self, index, random } = options;
  const isIndex = self === index;
  const records = createProviderRecords((event) => host.emit({ type: 'telemetry', event }));
  const members = new Map<ConnectionId, NodeId>();
  let roundAt: Timestamp | undefined;

  function emitAnswer(connection: ConnectionId, message: Message): void {
    host.emit({ type: 'send', connection, message });
  }

  /** Everything is announced anew whenever the index comes back: it may have forgotten, or be another life of it. */
  function announceAll(now: Timestamp): void {
    for (const name of host.heldNames()) {
      const hash = host.held(name);
      if (hash !== undefined) announce({ name, hash }, now, () => undefined);
    }
  }

  function announce({ name, hash }: Announced, now: Timestamp, done: (now: Timestamp) => void): void {
    const key = keyOf(name);
    if (isIndex) {
      records.add(key, { node: self, hash }, now);
      return done(now);
    }
    host.ask(index, { type: 'add-provider', key, hash }, now, (_answer, at) => done(at));
  }

  function onProviders(findId: number, answer: Answer, now: Timestamp): void {
    if (answer.type === 'response' && answer.message.type === 'providers') {
      for (const { node, hash } of answer.message.providers) {
        if (node !== self) host.found(findId, { holder: node, hash, hops: 1 }, now);
      }
    }
    host.searchEnded(findId, answer.type === 'failed' ? outcomeOf(answer) : undefined);
  }

  function membersAtRandom(except: NodeId): NodeId[] {
    const others = [...new Set(members.values())].filter((node) => node !== except);
    return random.shuffled(others).slice(0, limits.contactsMax);
  }

  function receiveAsIndex(connection: ConnectionId, from: NodeId, message: Message, now: Timestamp): boolean {
    switch (message.type) {
      case 'add-provider': {
        const { requestId, key, hash } = message;
        const isKept = records.add(key, { node: from, hash }, now);
        emitAnswer(
          connection,
          isKept ? { type: 'provider-added', requestId } : { type: 'refused', requestId, code: 'overloaded' },
        );
        return true;
      }
      case 'find-providers': {
        const { requestId, key } = message;
        emitAnswer(connection, { type: 'providers', requestId, providers: records.of(key, now), contacts: [] });
        return true;
      }
      case 'find-node':
        emitAnswer(connection, { type: 'nodes', requestId: message.requestId, contacts: membersAtRandom(from) });
        return true;
      default:
        return false;
    }
  }

  return {
    begin(now) {
      roundAt = now + republishMs * (0.5 + random.unit() / 2);
    },
    isJoined: () => true,
    neighbourJoined(connection, node, now) {
      members.set(connection, node);
      if (node === index) announceAll(now);
    },
    neighbourLeft(connection) {
      const node = members.get(connection);
      members.delete(connection);
      // One that came back over a new connection before the end of the old one was noticed has announced its items anew.
      if (isIndex && node !== undefined && ![...members.values()].includes(node)) records.dropProvider(node);
    },
    heard: () => undefined,
    left: (node) => records.dropProvider(node),
    announce,
    find(findId, name, now) {
      if (!isIndex) {
        host.emit({ type: 'telemetry', event: { type: 'query-started', query: { origin: self, sequence: findId } } });
        const onAnswer: Done = (answer, at) => onProviders(findId, answer, at);
        return host.ask(index, { type: 'find-providers', key: keyOf(name) }, now, onAnswer, findId);
      }
      for (const { node, hash } of records.of(keyOf(name), now)) {
        if (node !== self) host.found(findId, { holder: node, hash, hops: 0 }, now);
      }
      host.searchEnded(findId);
    },
    findMore: () => undefined,
    findOver: () => undefined,
    peersNear(_key, now, done) {
      if (isIndex) return done(membersAtRandom(self), now);
      host.ask(index, { type: 'find-node', target: keyOf(self) }, now, (answer, at) => {
        const contacts = answer.type === 'response' && answer.message.type === 'nodes' ? answer.message.contacts : [];
        done([...contacts, index], at);
      });
    },
    receive: (connection, from, message, now) => isIndex && receiveAsIndex(connection, from, message, now),
    describe: (now) =>
      isIndex
        ? [
            tableOf(
              'Members of the index',
              ['node'],
              [...new Set(members.values())].map((node) => [node]),
            ),
            records.describe(now),
          ]
        : [tableOf('Where it asks', ['index'], [[index]])],
    deadline: () => roundAt,
    tick(now) {
      if (roundAt === undefined || now < roundAt) return;
      roundAt = now + republishMs;
      if (isIndex) records.expire(now);
      else announceAll(now);
    },
  };
}

/** Without the index nobody knows whether the item exists: that is not the same as not found. */
function outcomeOf({ failure, reason }: Extract<Answer, { type: 'failed' }>): Outcome {
  return failure === 'timed-out' ? { type: 'timed-out' } : { type: 'unreachable', reason };
}

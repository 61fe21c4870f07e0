import { describe, expect, test } from 'vitest';
import { createRandom } from '../../source/base/random.ts';
import { peerToPeer } from '../../source/modes/peer-to-peer.ts';
import type { NodeEvent } from '../../source/nodes/contract.ts';
import { recordsPerProviderMax } from '../../source/nodes/overlay/provider-records.ts';
import type { NodePlan } from '../../source/protocol/control/plan.ts';
import { type NodeId, nodeId } from '../../source/protocol/ids.ts';
import { type Key, keyText } from '../../source/protocol/key.ts';
import type { Message, Provider } from '../../source/protocol/messages.ts';
import { hashOf } from '../../source/protocol/sha256.ts';
import { contentOf } from '../../source/workloads/catalogue.ts';
import { eachSeed } from '../base/each-seed.ts';
import { floodingSettings } from '../modes/mode-settings.ts';
import { sha } from '../nodes/drive-node.ts';
import { type Intruder, type RecordedTurn, recordNetwork } from '../nodes/small-network.ts';

const hostile = nodeId(3);
const honest = Array.from({ length: 12 }, (_, index) => nodeId(index + 1)).filter((node) => node !== hostile);
const untilMs = 4_000;
/** By then everybody has published: without the lab's barriers a question may come before its item. */
const settledMs = 2_500;
const itemsPerNode = 2;

function plansOf(seed: number, replicas = 1): Map<NodeId, NodePlan> {
  const nodes = [...honest, hostile].sort((a, b) => a.length - b.length || (a < b ? -1 : 1));
  const settings = { ...floodingSettings, overlay: 'kademlia', k: 4, alpha: 3, replicas, itemsPerNode } as const;
  const roles = peerToPeer.plan(nodes, settings, createRandom(seed));
  return new Map(
    [...roles].map(([node, role], index) => {
      const workload = { type: 'files', seed, valueSize: 16, itemsPerNode, concurrency: 1 } as const;
      return [node, { role, capacity: 0, workload, seed: seed * 100 + index }];
    }),
  );
}

interface Seen {
  readonly node: NodeId;
  readonly now: number;
  readonly event: NodeEvent;
}

function eventsOf(turns: ReadonlyMap<NodeId, readonly RecordedTurn[]>): Seen[] {
  return [...turns].flatMap(([node, own]) =>
    own.flatMap(({ now, effects }) =>
      effects.flatMap((effect) => (effect.type === 'telemetry' ? [{ node, now, event: effect.event }] : [])),
    ),
  );
}

interface Fetched {
  readonly item: string;
  readonly outcome: Extract<NodeEvent, { type: 'operation' }>['outcome'];
  readonly latencyMs: number;
}

/** Fetches by honest nodes of what honest nodes authored, begun after a time. */
function honestFetches(events: readonly Seen[], since = settledMs): Fetched[] {
  const authored = new Set(
    events.flatMap(({ node, event }) =>
      event.type === 'item-held' && event.holding === 'authored' && node !== hostile ? [event.name] : [],
    ),
  );
  return events.flatMap(({ node, now, event }) =>
    event.type === 'operation' &&
    event.operation === 'fetch' &&
    node !== hostile &&
    authored.has(event.item) &&
    now - event.latencyMs >= since
      ? [event]
      : [],
  );
}

/** What every case must show: honest peers find what honest peers hold, and read what was published. */
function expectUnharmed(events: readonly Seen[], seed: number, since = settledMs): void {
  const fetches = honestFetches(events, since);
  expect(fetches.length).toBeGreaterThan(100);
  expect(fetches.filter(({ outcome }) => outcome.type !== 'done')).toEqual([]);
  for (const { item, outcome } of fetches) {
    if (outcome.type === 'done') expect(outcome.hash).toBe(hashOf(contentOf(seed, item, 16)));
  }
}

/** An attack: what the hostile peer says in place of what it should say. */
type Attack = (message: Message, seed: number) => Message | readonly Message[];

const nowhere = (count: number): NodeId[] => Array.from({ length: count }, (_, index) => nodeId(5_000 + index));
const isAnswer = ({ type }: Message): boolean =>
  ['nodes', 'providers', 'content', 'pong', 'provider-added', 'replicated', 'replicas'].includes(type);

/** The same answer with other contacts, or other providers. */
function naming(message: Message, contacts: readonly NodeId[], providers?: readonly Provider[]): Message {
  if (message.type === 'nodes') return { ...message, contacts };
  if (message.type === 'providers') return { ...message, contacts, providers: providers ?? message.providers };
  return message;
}

const attacks: readonly (readonly [string, Attack])[] = [
  ['names contacts that do not exist', (message) => naming(message, nowhere(32))],
  ['names nobody but itself, many times', (message) => naming(message, new Array<NodeId>(32).fill(hostile))],
  [
    'says that it holds everything, and sends other content',
    (message) =>
      message.type === 'content'
        ? { ...message, content: Buffer.from('planted') }
        : naming(message, [], [{ node: hostile, hash: sha('wanted') }]),
  ],
  [
    'names holders that do not exist, as many as an answer takes',
    (message) =>
      naming(
        message,
        nowhere(32),
        nowhere(16).map((node) => ({ node, hash: sha('wanted') })),
      ),
  ],
  [
    'names honest peers as holders of what they do not hold',
    (message) =>
      naming(
        message,
        [],
        honest.map((node) => ({ node, hash: sha('wanted') })),
      ),
  ],
  ['never answers', (message) => (isAnswer(message) ? [] : message)],
  [
    'refuses everything',
    (message) =>
      isAnswer(message) && 'requestId' in message
        ? { type: 'refused', requestId: message.requestId, code: 'overloaded' }
        : message,
  ],
  [
    'answers every question with an answer to another one',
    (message) =>
      isAnswer(message) && 'requestId' in message && message.type !== 'pong'
        ? { type: 'replicas', requestId: message.requestId, missing: ['song'] }
        : message,
  ],
];

describe('among honest peers one that', () => {
  test.each(attacks)(
    '%s harms nobody: all others find and read what was published, for every seed',
    (_what, attack) => {
      eachSeed(2, (_random, seed) => {
        const turns = recordNetwork(plansOf(seed), untilMs, (from, message) =>
          from === hostile ? attack(message, seed) : message,
        );
        expectUnharmed(eventsOf(turns), seed);
      });
    },
  );

  test('sends other content than it promised is remembered for it: each honest peer asks it once', () => {
    eachSeed(2, (_random, seed) => {
      const given = new Map<string, number>();
      const turns = recordNetwork(plansOf(seed), untilMs, (from, message) =>
        from === hostile && message.type === 'content' ? { ...message, content: Buffer.from('planted') } : message,
      );
      for (const { node, event } of eventsOf(turns)) {
        if (event.type !== 'limit-reached' || event.limit !== 'wrong-content') continue;
        given.set(node, (given.get(node) ?? 0) + 1);
      }
      expect(given.size).toBeGreaterThan(3);
      // Questions that were under way together may each find out.
      expect(Math.max(...given.values())).toBeLessThanOrEqual(2);
    });
  });

  test('floods others with provider records fills no more than its share of their memory, and that is reported', () => {
    eachSeed(1, (_random, seed) => {
      let invented = 0;
      const turns = recordNetwork(plansOf(seed), untilMs, (from, message) => {
        if (from !== hostile || !isAnswer(message)) return message;
        const flood = Array.from({ length: 60 }, (): Message => {
          invented++;
          return {
            type: 'add-provider',
            requestId: invented,
            key: Uint32Array.of(invented, 0, 0, 0, 0, 0, 0, 1) as Key,
            hash: sha('x'),
          };
        });
        return [message, ...flood];
      });
      const events = eventsOf(turns);
      expectUnharmed(events, seed);
      const kept = new Map<NodeId, Set<string>>(honest.map((node) => [node, new Set()]));
      let keptMax = 0;
      for (const { node, event } of events) {
        if (event.type === 'record-held') kept.get(node)?.add(keyText(event.key));
        if (event.type === 'record-dropped') kept.get(node)?.delete(keyText(event.key));
        keptMax = Math.max(keptMax, kept.get(node)?.size ?? 0);
      }
      expect(keptMax).toBeGreaterThanOrEqual(recordsPerProviderMax);
      expect(keptMax).toBeLessThanOrEqual(recordsPerProviderMax + itemsPerNode * honest.length);
      const reported = events.filter(({ event }) => event.type === 'limit-reached');
      expect(reported.length).toBeGreaterThan(0);
      expect(reported.length).toBeLessThanOrEqual(honest.length);
    });
  });

  // The lab's secret is all that a name needs: who has it can claim many. Keys follow from names, so a place has to be searched for, and
  // buckets keep who has lived long and answers. The dead names cost time-outs until they are thrown out.
  test('claims 200 names and then is silent is thrown out of all tables within four seconds', () => {
    eachSeed(1, (random, seed) => {
      const intruders = Array.from({ length: 200 }, (_, index): Intruder => {
        const to = honest[random.below(honest.length)] ?? nodeId(1);
        return { at: settledMs + index, to, name: nodeId(1_000 + index) };
      });
      const events = eventsOf(recordNetwork(plansOf(seed), settledMs + 5_000, undefined, intruders));
      const during = honestFetches(events, settledMs).filter(({ outcome }) => outcome.type !== 'done');
      expect(during.length / honestFetches(events, settledMs).length).toBeLessThan(0.1);
      expectUnharmed(events, seed, settledMs + 4_000);
    });
  });
});

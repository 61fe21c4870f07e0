import { describe, expect, test } from 'vitest';
import { createRandom, type Random } from '../../source/base/random.ts';
import type { ModeName } from '../../source/modes/facts.ts';
import type { ModeSettings } from '../../source/modes/mode.ts';
import { modes } from '../../source/modes/modes.ts';
import { createClient } from '../../source/nodes/client/client.ts';
import type { Effect, Input, NodeLogic } from '../../source/nodes/contract.ts';
import { createFlooding } from '../../source/nodes/overlay/flooding.ts';
import { createIndexOverlay } from '../../source/nodes/overlay/index-overlay.ts';
import { createKademlia } from '../../source/nodes/overlay/kademlia.ts';
import type { Overlay, OverlayHost } from '../../source/nodes/overlay/overlay.ts';
import { createPeer } from '../../source/nodes/peer/peer.ts';
import { createServer } from '../../source/nodes/server/server.ts';
import type { NodePlan } from '../../source/protocol/control/plan.ts';
import { connectionId, type NodeId, nodeId } from '../../source/protocol/ids.ts';
import { messageCodec } from '../../source/protocol/messages.ts';
import { ByteWriter } from '../../source/protocol/wire/byte-writer.ts';
import { createLogic } from '../../source/workloads/node-of-plan.ts';
import { eachSeed } from '../base/each-seed.ts';
import { floodingSettings } from '../modes/mode-settings.ts';
import { randomMessage, randomNode } from '../protocol/random-message.ts';
import { sha } from './drive-node.ts';
import { recordNetwork } from './small-network.ts';

function plansOf(mode: ModeName, seed: number, changes: Partial<ModeSettings> = {}): Map<NodeId, NodePlan> {
  const nodes = Array.from({ length: 6 }, (_, index) => nodeId(index + 1));
  const roles = modes[mode].plan(
    nodes,
    { ...floodingSettings, ...changes, degree: 2, ttl: 7, itemsPerNode: 2 },
    createRandom(seed),
  );
  return new Map(
    [...roles].map(([node, role], index) => {
      const workload = {
        type: 'files',
        seed,
        valueSize: 16,
        itemsPerNode: 2,
        concurrency: role.type === 'server' ? 0 : 1,
      } as const;
      return [node, { role, capacity: 100, workload, seed: seed * 100 + index }];
    }),
  );
}

const cases: readonly (readonly [string, ModeName, Partial<ModeSettings>, readonly string[]])[] = [
  ['client-server', 'client-server', {}, ['published', 'found', 'content']],
  [
    'client-server with three servers',
    'client-server',
    { servers: 3 },
    ['published', 'found', 'content', 'replicate', 'replicated', 'catch-up', 'caught-up', 'refused'],
  ],
  ['flooding', 'peer-to-peer', { overlay: 'flooding' }, ['query', 'hit', 'content', 'join']],
  ['index', 'peer-to-peer', { overlay: 'index' }, ['join', 'add-provider', 'provider-added', 'providers', 'content']],
  [
    'kademlia with replicas',
    'peer-to-peer',
    { overlay: 'kademlia', k: 2, alpha: 2, replicas: 2 },
    ['find-node', 'nodes', 'add-provider', 'find-providers', 'providers', 'content', 'replicate', 'check-replicas'],
  ],
];

describe.each(cases)('nodes in %s', (_name, mode, changes, expected) => {
  test('give byte-identical effects for the same inputs, times and seed (law 4), for every seed', () => {
    eachSeed(3, (_random, seed) => {
      const plans = plansOf(mode, seed, changes);
      for (const [node, turns] of recordNetwork(plans, 6_000)) {
        const again = createLogic(node, plans.get(node) as NodePlan);
        const replayed = turns.map(({ input, now }) => JSON.stringify(again.handle(input, now)));
        expect(replayed).toEqual(turns.map(({ effects }) => JSON.stringify(effects)));
      }
    });
  });

  test('exchange every message of their mode in that recording: the law was not checked on nothing', () => {
    const inputs = [...recordNetwork(plansOf(mode, 1, changes), 10_000).values()].flat().map(({ input }) => input);
    const heard = new Set(inputs.map((input) => (input.type === 'message' ? input.message.type : input.type)));
    expect([...heard]).toEqual(expect.arrayContaining([...expected, 'tick', 'connected', 'work']));
  });

  test('notice a node that sends wrong content: nobody takes it for the item, for every seed', () => {
    eachSeed(3, (_random, seed) => {
      const liar = nodeId(mode === 'client-server' ? 1 : 2);
      const turns = recordNetwork(plansOf(mode, seed, changes), 6_000, (from, message) =>
        from === liar && message.type === 'content' ? { ...message, content: Buffer.from('planted') } : message,
      );
      const events = [...turns.values()]
        .flat()
        .flatMap(({ effects }) => effects.flatMap((effect) => (effect.type === 'telemetry' ? [effect.event] : [])));
      const fetches = events.flatMap((event) =>
        event.type === 'operation' && event.operation === 'fetch' ? [event.outcome] : [],
      );
      expect(fetches.filter((outcome) => outcome.type === 'done' && outcome.servedBy === liar)).toEqual([]);
      expect(events.filter((event) => event.type === 'item-held' && event.hash === sha('planted'))).toEqual([]);
      if (mode === 'client-server') {
        // Without the lab's barriers a question may come before its item is published.
        const answered = fetches.filter(({ type }) => type !== 'not-found');
        expect(answered.filter((outcome) => outcome.type !== 'refused' || outcome.code !== 'wrong-content')).toEqual(
          [],
        );
      } else
        expect(events.some((event) => event.type === 'limit-reached' && event.limit === 'wrong-content')).toBe(true);
      expect(fetches.length).toBeGreaterThan(10);
    });
  });

  test('want to be woken only in the future once they were woken', () => {
    const plans = plansOf(mode, 3, changes);
    for (const [node, turns] of recordNetwork(plans, 6_000)) {
      const again = createLogic(node, plans.get(node) as NodePlan);
      for (const { input, now } of turns) {
        again.handle(input, now);
        if (input.type === 'tick') expect(again.deadline() ?? Number.POSITIVE_INFINITY).toBeGreaterThan(now);
      }
    }
  });
});

const self = nodeId(5);
type CreateOverlay = (random: Random, host: OverlayHost) => Overlay;
const overlays: readonly CreateOverlay[] = [
  (random, host) =>
    createFlooding(
      { self, ttl: 1 + random.below(9), random: Object.assign(random.fork('overlay'), { uint32: () => 1 }) },
      host,
    ),
  (random, host) => createIndexOverlay({ self, index: nodeId(1 + random.below(2) * 4), random }, host),
  (random, host) => createKademlia({ self, k: 2, alpha: 2, bootstrap: [nodeId(1), nodeId(3)], random }, host),
];
const roles: Readonly<Record<string, (random: Random) => NodeLogic>> = {
  server: (random) =>
    createServer({
      self,
      others: [[], [nodeId(2), nodeId(7)]][random.below(2)] ?? [],
      capacity: random.below(2) * 50,
      phase: random.unit(),
    }),
  client: (random) =>
    createClient({ servers: [[nodeId(1)], [nodeId(1), nodeId(3)]][random.below(2)] ?? [], phase: random.unit() }),
  peer: (random) =>
    createPeer({
      self,
      dials: [nodeId(1), nodeId(2)],
      capacity: random.below(2) * 50,
      copiesMax: random.below(3),
      replicas: 1 + random.below(3),
      isFreeRider: random.below(4) === 0,
      random,
      createOverlay: (host) => (overlays[random.below(overlays.length)] as CreateOverlay)(random, host),
    }),
};

/** Any input that a driver could give: connections come, talk without sense and go; users ask. */
function randomInput(random: Random, open: Set<number>, step: number): Input {
  const connection = connectionId([...open][random.below(Math.max(1, open.size))] ?? 0);
  switch (random.below(12)) {
    case 0:
    case 1:
      open.add(step + 1);
      return {
        type: 'connected',
        connection: connectionId(step + 1),
        direction: random.below(2) === 0 ? 'inbound' : 'outbound',
        node: randomNode(random),
      };
    case 2:
      open.delete(connection);
      return { type: 'disconnected', connection, reason: 'ECONNRESET' };
    case 3:
      return { type: 'dial-failed', node: randomNode(random), reason: 'ECONNREFUSED' };
    case 4:
      return { type: 'tick' };
    case 5: {
      const name = `song-0${1 + random.below(3)}`;
      const isPublish = random.below(2) === 0;
      const command = isPublish
        ? ({ type: 'publish', name, content: random.bytes(4) } as const)
        : ({ type: 'fetch', name } as const);
      return { type: 'command', requestId: step, command };
    }
    case 6:
      return step === 0 ? { type: 'started' } : { type: 'leave' };
    default:
      // Now and then on a connection that is gone already: messages and ends cross each other.
      return {
        type: 'message',
        connection: random.below(9) === 0 ? connectionId(9_999) : connection,
        message: randomMessage(random),
      };
  }
}

/** Every effect must be one that a driver can execute: what is sent has bytes. */
function isExecutable(effect: Effect): boolean {
  if (effect.type !== 'send') return true;
  const to = new ByteWriter();
  messageCodec.write(to, effect.message);
  return to.take().length > 0;
}

describe.each(Object.keys(roles))('a %s', (role) => {
  test('never throws, whatever valid messages come in whatever order (law 6), for every seed', () => {
    eachSeed(300, (random) => {
      const logic = roles[role]?.(random);
      const open = new Set<number>();
      let now = 0;
      for (let step = 0; step < 60; step++) {
        now += random.below(3) === 0 ? random.below(1_500) : random.unit();
        const effects = logic?.handle(randomInput(random, open, step), now) ?? [];
        if (!effects.every(isExecutable)) throw new Error('an effect that cannot be executed');
        const deadline = logic?.deadline();
        if (deadline !== undefined && !Number.isFinite(deadline)) throw new Error(`deadline ${deadline}`);
      }
    });
  });

  test('answers each of its users’ questions exactly once in the end, whatever others say, for every seed', () => {
    eachSeed(100, (random) => {
      const logic = roles[role]?.(random);
      const open = new Set<number>();
      const asked = new Set<number>();
      const answered: number[] = [];
      let now = 0;
      const feed = (input: Input): void => {
        if (input.type === 'command') asked.add(input.requestId);
        for (const effect of logic?.handle(input, now) ?? []) {
          if (effect.type === 'answer') answered.push(effect.requestId);
          if (effect.type === 'persist') feed({ type: 'persisted', token: effect.token });
        }
      };
      for (let step = 0; step < 60; step++) {
        now += random.unit() * 100;
        feed(randomInput(random, open, step));
      }
      for (let ticks = 0; ticks < 100; ticks++) {
        now = Math.max(now, Math.min(logic?.deadline() ?? now, now + 5_000));
        feed({ type: 'tick' });
      }
      expect([...answered].sort((a, b) => a - b)).toEqual([...asked].sort((a, b) => a - b));
    });
  });
});

import { describe, expect, test } from 'vitest';
import { createRandom } from '../../source/base/random.ts';
import { peerToPeer } from '../../source/modes/peer-to-peer.ts';
import type { Effect, Input, NodeEvent, NodeLogic, Outcome } from '../../source/nodes/contract.ts';
import { nodeId } from '../../source/protocol/ids.ts';
import { messageCodec } from '../../source/protocol/messages.ts';
import { createLeanNetwork, type LeanNetwork } from '../../source/scale/lean-network.ts';
import { createNodeLogic } from '../../source/workloads/node-of-plan.ts';
import { floodingSettings } from '../modes/mode-settings.ts';

interface Answer {
  readonly node: number;
  readonly requestId: number;
  readonly outcome: Outcome;
}

/** Flooding peers on the graph of a seed, joined; `n1` has published `song`. */
function meshOf(nodes: number, seed = 1, jitterMs = 0) {
  const answers: Answer[] = [];
  const events: NodeEvent[] = [];
  const network = createLeanNetwork({
    seed,
    nodesMax: nodes,
    latencyMs: 0.1,
    jitterMs,
    onAnswer: (node, requestId, outcome) => answers.push({ node, requestId, outcome }),
  });
  const ids = Array.from({ length: nodes }, (_, index) => nodeId(index + 1));
  const roles = peerToPeer.plan(ids, floodingSettings, createRandom(seed));
  ids.forEach((id, index) => {
    const role = roles.get(id);
    if (role === undefined) throw new Error(`${id} has no role`);
    network.add(index + 1, overheard(createNodeLogic(id, { role, capacity: 0, seed: seed + index }), events), true);
    network.start(index + 1, index * 0.1);
  });
  runFor(network, 100);
  network.command(1, 1, { type: 'publish', name: 'song', content: Buffer.from('la la la') });
  runFor(network, 1);
  return { network, answers, events };
}

/** A logic, and what it reports. */
function overheard(logic: NodeLogic, events: NodeEvent[]): NodeLogic {
  return {
    ...logic,
    deadline: () => logic.deadline(),
    handle(input, now) {
      const effects = logic.handle(input, now);
      for (const effect of effects) if (effect.type === 'telemetry') events.push(effect.event);
      return effects;
    },
  };
}

function runFor(network: LeanNetwork, ms: number): void {
  network.run(network.now + ms, 1_000_000);
}

/** What one node made of a question, within a few seconds of virtual time. */
function fetched({ network, answers }: ReturnType<typeof meshOf>, node: number): Outcome | undefined {
  const requestId = 100 + answers.length;
  network.command(node, requestId, { type: 'fetch', name: 'song' });
  runFor(network, 4_000);
  return answers.find((answer) => answer.requestId === requestId)?.outcome;
}

function sent(network: LeanNetwork, type: (typeof messageCodec.types)[number]): number {
  return network.counts.sent.messages[messageCodec.types.indexOf(type)] ?? 0;
}

describe('a lean network', () => {
  test('joins all, and floods with 2E-N+1 messages, with and without jitter', () => {
    for (const jitterMs of [0, 0.3]) {
      const mesh = meshOf(32, 5, jitterMs);
      expect(mesh.network.counts.joined).toBe(32);
      expect(mesh.network.pairs(true)).toHaveLength(64);
      expect(fetched(mesh, 32)).toMatchObject({ type: 'done', servedBy: 'n1', bytes: 8 });
      expect(sent(mesh.network, 'query')).toBe(2 * 64 - 32 + 1);
      expect(mesh.network.counts.protocolErrors).toBe(0);
      expect(mesh.network.working).toBe(0);
    }
  });

  test('receives every byte that was sent, once nothing is on its way', () => {
    const mesh = meshOf(16);
    fetched(mesh, 9);
    const { bytesSent, bytesReceived, sent: frames } = mesh.network.counts;
    const sum = (column: Float64Array): number => column.reduce((total, bytes) => total + bytes, 0);
    runFor(mesh.network, 0.5); // between two rounds of pings, unless one falls right here
    const onTheWay = sum(bytesSent) - sum(bytesReceived);
    expect(onTheWay).toBeGreaterThanOrEqual(0);
    expect(onTheWay).toBeLessThan(9 * 64); // pings at most
    expect(sum(frames.bytes)).toBe(sum(bytesSent));
  });

  test('does exactly the same for the same seed, and otherwise for another one', () => {
    const trace = (seed: number) => {
      const mesh = meshOf(24, seed, 0.2);
      fetched(mesh, 20);
      const { network, answers, events } = mesh;
      return { answers, events, at: network.now, done: network.events, sent: [...network.counts.bytesSent] };
    };
    expect(trace(3)).toEqual(trace(3));
    expect(trace(4).sent).not.toEqual(trace(3).sent);
  });

  test('a killed node is gone: its connections break, nobody reaches it, the others go on', () => {
    const mesh = meshOf(16);
    const { network } = mesh;
    const pairsOf = (node: number): number => network.pairs(false).filter((pair) => pair.includes(node)).length;
    expect(pairsOf(7)).toBeGreaterThan(0);
    network.kill(7);
    runFor(network, 1);
    expect(pairsOf(7)).toBe(0);
    expect(network.isAlive(7)).toBe(false);
    const received = network.counts.bytesReceived[7];
    expect(fetched(mesh, 12)).toMatchObject({ type: 'done', servedBy: 'n1' });
    expect(pairsOf(7)).toBe(0); // those that dialled it try again, and are refused
    expect(network.counts.bytesReceived[7]).toBe(received);
  });

  test('what only a killed node held is not found', () => {
    const mesh = meshOf(8);
    mesh.network.kill(1);
    runFor(mesh.network, 1);
    expect(fetched(mesh, 5)).toEqual({ type: 'not-found' });
  });

  test('a partition breaks what crosses it and lets nothing through, until it heals', () => {
    const mesh = meshOf(16);
    const { network } = mesh;
    const isLow = (node: number): boolean => node <= 8;
    const crossing = (): number => network.pairs(false).filter(([a, b]) => isLow(a) !== isLow(b)).length;
    expect(crossing()).toBeGreaterThan(0);
    network.partition((from, to) => isLow(from) === isLow(to));
    expect(crossing()).toBe(0);
    runFor(network, 5_000);
    expect(crossing()).toBe(0); // dials fail too
    expect(fetched(mesh, 16)).toEqual({ type: 'not-found' });
    network.partition(() => true);
    runFor(network, 5_000);
    expect(crossing()).toBeGreaterThan(0);
    expect(fetched(mesh, 16)).toMatchObject({ type: 'done', servedBy: 'n1' });
  });

  test('handles no more events than it is allowed, and goes on from there', () => {
    const { network } = meshOf(16);
    const before = network.events;
    expect(network.run(Number.POSITIVE_INFINITY, 10)).toBe(10);
    expect(network.events).toBe(before + 10);
    const at = network.now;
    network.run(at + 1, 1_000_000);
    expect(network.now).toBe(at + 1);
  });
});

/** Writes down its inputs with their times, and does what it is told for each. */
function scripted(network: () => LeanNetwork, answer: (input: Input) => readonly Effect[]) {
  const log: { readonly at: number; readonly input: Input }[] = [];
  let wake: number | undefined;
  const logic: NodeLogic = {
    handle(input) {
      log.push({ at: network().now, input });
      if (input.type === 'tick') wake = undefined;
      return answer(input);
    },
    deadline: () => wake,
    gauges: () => ({ queueLength: 0, queueLengthMax: 0, busyMs: 0 }),
  };
  return {
    logic,
    log,
    wakeAt: (at: number | undefined) => {
      wake = at;
    },
  };
}

describe('the contract with a node', () => {
  function pair(answerOne: (input: Input) => readonly Effect[] = () => []) {
    const network: LeanNetwork = createLeanNetwork({ seed: 1, nodesMax: 3, latencyMs: 1, onAnswer: () => undefined });
    const dialsTwo = (input: Input): readonly Effect[] =>
      input.type === 'started' ? [{ type: 'dial', node: nodeId(2) }] : answerOne(input);
    const one = scripted(() => network, dialsTwo);
    const two = scripted(
      () => network,
      () => [],
    );
    network.add(1, one.logic, true);
    network.add(2, two.logic, true);
    network.start(1, 0);
    return { network, one, two };
  }

  test('a handshake takes four latencies at the dialler and five at the listener', () => {
    const { network, one, two } = pair();
    network.run(100, 100);
    expect(one.log.map(({ at, input }) => [at, input.type])).toEqual([
      [0, 'started'],
      [4, 'connected'],
    ]);
    expect(two.log.map(({ at, input }) => [at, input.type])).toEqual([[5, 'connected']]);
  });

  test('a dial of nobody, or of one that does not listen, fails after two latencies', () => {
    const { network, one } = pair();
    network.add(2, one.logic, false);
    network.run(100, 100);
    expect(one.log.at(-1)).toEqual({
      at: 2,
      input: { type: 'dial-failed', node: 'n2', reason: 'ECONNREFUSED' },
    });
  });

  test('a connection that a node closes is over for itself after its other effects, for the other end one latency later', () => {
    const { network, one, two } = pair((input) =>
      input.type === 'connected'
        ? [
            { type: 'close', connection: input.connection, reason: 'idle' },
            { type: 'send', connection: input.connection, message: { type: 'join' } },
          ]
        : [],
    );
    network.run(100, 100);
    expect(one.log.at(-1)).toMatchObject({ at: 4, input: { type: 'disconnected', reason: 'idle' } });
    expect(two.log.map(({ at, input }) => [at, input.type])).toEqual([
      [5, 'connected'],
      [5, 'disconnected'],
    ]);
    expect(network.connections).toBe(0);
  });

  test('wakes at a deadline that moved to an earlier time, once, and not at one that was given up', () => {
    const { network, two } = pair();
    const touch = (at: number | undefined): void => {
      two.wakeAt(at);
      network.command(2, 1, { type: 'fetch', name: 'x' });
      network.run(network.now, 10);
    };
    network.run(10, 100);
    touch(50);
    touch(30);
    network.run(100, 100);
    touch(150);
    touch(undefined);
    network.run(1_000, 100);
    expect(two.log.filter(({ input }) => input.type === 'tick').map(({ at }) => at)).toEqual([30]);
  });

  test('a node whose deadline never moves cannot hang the driver: the bound of events holds', () => {
    const { network } = pair();
    const stuck: NodeLogic = {
      handle: () => [],
      deadline: () => 20,
      gauges: () => ({ queueLength: 0, queueLengthMax: 0, busyMs: 0 }),
    };
    network.add(3, stuck, true);
    network.start(3, 1);
    expect(network.run(100, 500)).toBe(500);
    expect(network.now).toBe(20);
  });
});

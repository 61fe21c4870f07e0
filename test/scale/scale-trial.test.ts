import { describe, expect, test } from 'vitest';
import { messageCodec } from '../../source/protocol/messages.ts';
import { handshakeBytes } from '../../source/protocol/wire/handshake.ts';
import { createScaleTrial, type ScaleSettings, type ScaleTrial } from '../../source/scale/scale-trial.ts';
import { eachSeedInTurn } from '../base/each-seed.ts';
import { floodingSettings } from '../modes/mode-settings.ts';
import { carry, sessionEnd } from '../protocol/wire/session-pair.ts';
import { runLab } from '../simulation/simulated-lab.ts';

const usual: ScaleSettings = {
  ...floodingSettings,
  mode: 'peer-to-peer',
  nodes: 16,
  seed: 1,
  itemsPerNode: 1,
  capacity: 0,
  valueSize: 64,
  queries: 20,
  rate: 0,
  latencyMs: 0.1,
};

/** Runs a trial to its end, within so many events. */
function trialOf(changes: Partial<ScaleSettings>, eventsMax = 5_000_000): ScaleTrial {
  const trial = createScaleTrial({ ...usual, ...changes });
  trial.step(eventsMax);
  expect(trial.phase).toBe('over');
  return trial;
}

function sentSince(trial: ScaleTrial, type: (typeof messageCodec.types)[number]): number {
  const tag = messageCodec.types.indexOf(type);
  return (trial.network.counts.sent.messages[tag] ?? 0) - (trial.base?.messages[tag] ?? 0);
}

const named = (pairs: readonly (readonly [string, string])[]): string[] => pairs.map((pair) => pair.join(' ')).sort();

describe('the lean network agrees with the full simulator', () => {
  test.each([8, 16, 32, 64])('on the graph, the messages a query and the balance of %i peers', async (nodes) => {
    await eachSeedInTurn(2, async (seed) => {
      const full = await runLab({ mode: 'peer-to-peer', nodes, seed, rate: 60 }, 1_000);
      const lean = trialOf({ nodes, seed });
      const overlay = full.connections.filter(({ purpose }) => purpose === 'overlay');
      const edges = lean.network.pairs(true);
      expect(named(edges.map(([from, to]) => [`n${from}`, `n${to}`]))).toEqual(
        named(overlay.map(({ from, to }) => [from, to])),
      );
      const predicted = 2 * edges.length - nodes + 1;
      expect(full.traffic.queryMessages / full.traffic.queriesStarted).toBe(predicted);
      expect(sentSince(lean, 'query') / lean.asked.begun).toBe(predicted);
      expect([lean.asked.begun, lean.asked.succeeded, full.requests.failed]).toEqual([20, 20, 0]);
      expect(lean.network.counts.served.reduce((total, served) => total + served, 0)).toBe(20);
    });
  });

  test('on four messages a fetch from a server', async () => {
    const full = await runLab({ mode: 'client-server', nodes: 9, seed: 2 }, 2_000);
    const lean = trialOf({ mode: 'client-server', nodes: 9, seed: 2 });
    for (const type of ['find', 'found', 'fetch', 'content'] as const) expect(sentSince(lean, type)).toBe(20);
    expect(lean.asked.hopsMax).toBe(1);
    expect(full.requests.messagesPerRequest).toBe(4);
  });

  test('on the bytes of a handshake, which it counts without executing it', () => {
    const [dialer, listener] = [
      sessionEnd('dialer'),
      sessionEnd('listener', { self: { name: 'n1234', generation: 1 } }),
    ];
    const said = carry(dialer, listener);
    expect(handshakeBytes('n1', 'n1234')).toEqual({ dialer: said.dialer.length, listener: said.listener.length });
  });
});

describe('a scale trial', () => {
  test('gives the same figures for the same seed, and others for another one', () => {
    const figures = (seed: number) => {
      const { network, asked } = trialOf({ nodes: 100, seed });
      return { ...asked, latency: asked.latency.copy(), events: network.events, now: network.now };
    };
    expect(figures(5)).toEqual(figures(5));
    expect(figures(6)).not.toEqual(figures(5));
  });

  test('asks at a rate of virtual time when there is one', () => {
    const { asked, network, base } = trialOf({ rate: 100, queries: 50 });
    expect(asked.succeeded).toBe(50);
    expect(network.now - (base?.at ?? 0)).toBeGreaterThanOrEqual(490);
  });

  test('ends when nothing is found, and says so in its figures', () => {
    const { asked, failure } = trialOf({ nodes: 200, ttl: 1, queries: 30 });
    expect(failure).toBeUndefined();
    expect(asked.succeeded + asked.failed).toBe(30);
    expect(asked.failed).toBeGreaterThan(20);
  });

  test('ends when a server is too slow to publish everything, with what could not be', () => {
    const { published, failure, asked } = trialOf({ mode: 'client-server', nodes: 12, capacity: 0.2, queries: 3 });
    expect(published.items + published.failed).toBeLessThanOrEqual(12);
    expect(failure ?? '').toMatch(/^$|^no end of publishing within 120 s of virtual time$/);
    expect(asked.succeeded).toBe(0);
  });

  test('asks no more than there is to ask: two nodes, two items', () => {
    const { asked, failure } = trialOf({ nodes: 2, queries: 50 });
    expect(failure).toBeUndefined();
    expect(asked.failed).toBe(0);
    expect(asked.begun).toBeLessThanOrEqual(2);
  });

  test('floods among 10,000 nodes within seconds, each in less than 32 KiB', () => {
    const before = process.memoryUsage();
    const { asked, network } = trialOf({ nodes: 10_000, queries: 5 });
    const after = process.memoryUsage();
    expect(asked.succeeded).toBe(5);
    expect(sentSinceAll(network)).toBe(5 * 30_001);
    expect(asked.hopsMax).toBeLessThan(14);
    expect((after.heapUsed + after.external - before.heapUsed - before.external) / 10_000).toBeLessThan(32 * 1024);
  }, 60_000);
});

function sentSinceAll(network: ScaleTrial['network']): number {
  return network.counts.sent.messages[messageCodec.types.indexOf('query')] ?? 0;
}

import { describe, expect, test } from 'vitest';
import type { Random } from '../../../source/base/random.ts';
import { nodeId } from '../../../source/protocol/ids.ts';
import { eachSeed } from '../../base/each-seed.ts';
import { sha } from '../drive-node.ts';
import { createServerNetwork, type ServerNetwork } from './server-network.ts';

const up = ({ servers }: ServerNetwork) => [...servers.values()].filter(({ isUp }) => isUp);
const anyOf = (random: Random, count: number) => nodeId(1 + random.below(count));

function publishSomething(network: ServerNetwork, random: Random, count: number, names: number): void {
  network.publish(anyOf(random, count), `song-${random.below(names)}`, `take ${random.below(3)}`);
}

/** All living servers are live and mean the same by every name. */
function expectAgreement(network: ServerNetwork): void {
  const living = up(network);
  const held = living.map((server) => [...server.held].sort());
  expect(living.map(({ hasJoined }) => hasJoined)).toEqual(living.map(() => true));
  for (const other of held) expect(other).toEqual(held[0]);
}

/** What was acknowledged is held by every living server, and means what it meant. */
function expectNothingLost(network: ServerNetwork): void {
  const broken = network.acknowledged.filter(([name, content]) =>
    up(network).some(({ held }) => held.get(name) !== sha(content)),
  );
  expect(broken).toEqual([]);
}

describe('a group of servers', () => {
  test.each([1, 2, 3, 5])('that starts together is live within 500 ms, and agrees: %i of them', (count) => {
    eachSeed(20, (random) => {
      const network = createServerNetwork(count, random);
      network.run(500);
      expectAgreement(network);
    });
  });

  test('lets the first of two contents that come at once at two servers win, everywhere, for every seed', () => {
    eachSeed(50, (random) => {
      const network = createServerNetwork(3, random);
      network.run(200);
      for (let times = 0; times < 30; times++) {
        network.publish(nodeId(1 + random.below(3)), `song-${times}`, 'one');
        network.publish(nodeId(1 + random.below(3)), `song-${times}`, 'other');
        network.run(random.unit() * 10);
      }
      network.run(500);
      expectAgreement(network);
      expectNothingLost(network);
      expect(network.acknowledged).toHaveLength(30);
    });
  });

  test('loses nothing that it acknowledged while one of them is always live, whoever dies and returns, for every seed', () => {
    let acknowledged = 0;
    eachSeed(400, (random) => {
      const count = 2 + random.below(3);
      const network = createServerNetwork(count, random);
      network.run(200);
      for (let step = 0; step < 60; step++) {
        publishSomething(network, random, count, 40);
        network.run(random.unit() * 30);
        const victim = anyOf(random, count);
        const others = [...network.servers].filter(
          ([node, { isUp, hasJoined }]) => node !== victim && isUp && hasJoined,
        );
        if (random.below(5) === 0 && others.length > 0) network.kill(victim);
        else if (random.below(3) === 0) network.restart(victim);
      }
      network.run(3_000);
      expectAgreement(network);
      expectNothingLost(network);
      for (const node of network.servers.keys()) network.restart(node);
      network.run(3_000);
      expectAgreement(network);
      expectNothingLost(network);
      expect(up(network)).toHaveLength(count);
      acknowledged += network.acknowledged.length;
    });
    if (process.env['STARMESH_SEED'] === undefined) expect(acknowledged).toBeGreaterThan(1_000);
  });

  test('agrees again after connections between them broke, whatever was written meanwhile, for every seed', () => {
    eachSeed(400, (random) => {
      const count = 2 + random.below(3);
      const network = createServerNetwork(count, random);
      network.run(200);
      for (let step = 0; step < 40; step++) {
        publishSomething(network, random, count, 20);
        network.run(random.unit() * 30);
        if (random.below(4) === 0) network.cut(anyOf(random, count), anyOf(random, count));
      }
      network.run(5_000);
      expectAgreement(network);
      const held = new Set(up(network).flatMap((server) => [...server.held.keys()]));
      expect(network.acknowledged.filter(([name]) => !held.has(name))).toEqual([]);
    });
  });
});

import { describe, expect, test } from 'vitest';
import { createRandom } from '../../source/base/random.ts';
import { peerToPeer } from '../../source/modes/peer-to-peer.ts';
import type { Outcome } from '../../source/nodes/contract.ts';
import { refreshMs } from '../../source/nodes/overlay/kademlia.ts';
import { republishMs } from '../../source/nodes/overlay/provider-records.ts';
import { nodeId } from '../../source/protocol/ids.ts';
import { createLeanNetwork } from '../../source/scale/lean-network.ts';
import { createNodeLogic } from '../../source/workloads/node-of-plan.ts';
import { eachSeed } from '../base/each-seed.ts';
import { floodingSettings } from '../modes/mode-settings.ts';

const nodes = 24;
/** What docs/ARCHITECTURE.md promises: two refreshes, then one announcement of each peer; the first of a kind comes after up to half a round more. */
const convergenceMs = 2.5 * refreshMs + 1.5 * republishMs;

/** Kademlia peers that have joined; each has published `song-<number>`. */
function kademliaOf(seed: number) {
  const outcomes = new Map<number, Outcome>();
  const network = createLeanNetwork({
    seed,
    nodesMax: nodes,
    latencyMs: 0.1,
    onAnswer: (_node, requestId, outcome) => outcomes.set(requestId, outcome),
  });
  const ids = Array.from({ length: nodes }, (_, index) => nodeId(index + 1));
  const roles = peerToPeer.plan(ids, { ...floodingSettings, overlay: 'kademlia', k: 3 }, createRandom(seed));
  ids.forEach((id, index) => {
    const role = roles.get(id);
    if (role === undefined) throw new Error(`${id} has no role`);
    network.add(index + 1, createNodeLogic(id, { role, capacity: 0, seed: seed * 100 + index }), true);
    network.start(index + 1, index * 0.1);
  });
  const run = (ms: number): void => {
    network.run(network.now + ms, 5_000_000);
  };
  let requestId = 0;
  const publish = (node: number, name: string): void => {
    network.command(node, ++requestId, { type: 'publish', name, content: Buffer.from(name) });
  };
  /** What became of a fetch; nobody has copies of what is asked for here. */
  const fetch = (node: number, name: string): string => {
    network.command(node, ++requestId, { type: 'fetch', name });
    run(5_000);
    return outcomes.get(requestId)?.type ?? 'nothing';
  };
  run(1_000);
  for (let node = 1; node <= nodes; node++) publish(node, `song-${node}`);
  run(3_000);
  return { network, run, publish, fetch };
}

describe('a Kademlia network that was cut in two', () => {
  test('finds on each side what is there, nothing of the other side, and everything again when it has healed for long enough', () => {
    eachSeed(4, (_random, seed) => {
      const { network, run, publish, fetch } = kademliaOf(seed);
      const isLow = (node: number): boolean => node <= nodes / 2;
      network.partition((from, to) => isLow(from) === isLow(to));
      run(4 * refreshMs);
      publish(1, 'of the low half');
      publish(nodes, 'of the high half');
      run(3_000);
      expect([fetch(2, 'song-3'), fetch(nodes - 1, `song-${nodes - 2}`)]).toEqual(['done', 'done']);
      expect(fetch(3, 'of the high half')).not.toBe('done');
      network.partition(() => true);
      run(convergenceMs);
      for (let node = 1; node <= nodes; node++) {
        const other = isLow(node) ? nodes + 1 - node : 1 + ((node * 5) % (nodes / 2));
        expect(fetch(node, `song-${other}`), `n${node} fetches song-${other}`).toBe('done');
      }
      expect([fetch(5, 'of the high half'), fetch(nodes - 4, 'of the low half')]).toEqual(['done', 'done']);
    });
  });
});

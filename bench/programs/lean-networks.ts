/** What the benchmark `simulator` needs of the product, in one bundle. */

import type { Effect, Input, NodeLogic } from '../../source/nodes/contract.ts';
import { type ConnectionId, nodeId } from '../../source/protocol/ids.ts';
import { createLeanNetwork } from '../../source/scale/lean-network.ts';
import { createScaleTrial, type ScaleTrial } from '../../source/scale/scale-trial.ts';

/** A flooding network that is about to be asked. */
export function floodingTrial(nodes: number, queries: number): ScaleTrial {
  const overlay = { overlay: 'flooding', k: 4, alpha: 3, replicas: 1, servers: 1, freeRiders: 0 } as const;
  const settings = {
    ...overlay,
    mode: 'peer-to-peer',
    seed: 7,
    workload: 'files',
    degree: 4,
    ttl: 64,
    itemsPerNode: 1,
    capacity: 200,
  } as const;
  const trial = createScaleTrial({ ...settings, nodes, queries, valueSize: 4096, rate: 0, latencyMs: 0.1 });
  while (trial.phase !== 'querying' && trial.step(1));
  return trial;
}

/**
 * The driver with next to no logic: nodes in a ring, each passes on to the next what it gets from the one before. Frames as long as a query,
 * encoded and decoded as always; `pending` of them under way.
 */
export function tokenRing(nodes: number, pending: number) {
  const network = createLeanNetwork({ seed: 7, nodesMax: nodes, latencyMs: 0.1, onAnswer: () => undefined });
  for (let node = 1; node <= nodes; node++) {
    network.add(node, passer(nodeId((node % nodes) + 1), pending / nodes), true);
    network.start(node, 0);
  }
  network.run(10, Number.POSITIVE_INFINITY);
  return network;
}

function passer(next: ReturnType<typeof nodeId>, tokens: number): NodeLogic {
  let out: ConnectionId | undefined;
  const none: Effect[] = [];
  const query = { type: 'query', origin: next, sequence: 1, ttl: 64, hops: 1, name: 'song-100' } as const;
  return {
    handle(input: Input): readonly Effect[] {
      if (input.type === 'started') return [{ type: 'dial', node: next }];
      if (input.type === 'connected' && input.direction === 'outbound') {
        out = input.connection;
        const connection = input.connection;
        return Array.from({ length: tokens }, () => ({ type: 'send', connection, message: { ...query } }) as const);
      }
      if (input.type !== 'message' || out === undefined) return none;
      return [{ type: 'send', connection: out, message: input.message }];
    },
    deadline: () => undefined,
    gauges: () => ({ queueLength: 0, queueLengthMax: 0, busyMs: 0 }),
  };
}

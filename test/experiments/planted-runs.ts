import { createRandom } from '../../source/base/random.ts';
import type { Condition } from '../../source/experiments/documents/experiment.ts';
import type { RunDocument } from '../../source/experiments/documents/run-document.ts';
import type { ModeName } from '../../source/modes/facts.ts';

type Node = RunDocument['nodes'][number];

/** A run as the textbook would have it, with a little noise from the seed: no lab was asked. */
export function planted({ name, settings }: Condition, mode: ModeName, seed: number): RunDocument {
  const isStar = mode === 'client-server';
  const nodes = settings.nodes ?? 8;
  const noise = 1 + 0.01 * createRandom(seed).fork(`${name} ${mode}`).unit();
  const asked = 20 * nodes;
  const each = asked / nodes;
  const large = (settings.valueSize ?? 4096) > 10_000;
  const availability = isStar
    ? name.startsWith('the busiest')
      ? 0
      : 1
    : (settings.replicas ?? 1) > 1
      ? 1
      : name === 'plain'
        ? 1
        : 0.8;
  const messages = isStar ? 2 : settings.overlay === 'flooding' ? 2 * nodes : 4;
  return {
    nodes: Array.from({ length: nodes }, (_, index) => row(index, isStar, each, nodes, noise)),
    connections: Array.from({ length: isStar ? nodes - 1 : 2 * nodes }, () => ({ from: 'n1', to: 'n2' })),
    requests: {
      attempted: asked,
      succeeded: asked * availability,
      fetched: asked * availability,
      messagesPerRequest: messages,
    },
    traffic: { contentBytes: large ? 1e8 : 1e6, connectivityBytes: (isStar ? 1e4 : 2e5) * noise },
  } as unknown as RunDocument;
}

function row(index: number, isStar: boolean, each: number, nodes: number, noise: number): Node {
  const isServer = isStar && index === 0;
  const served = isStar ? (isServer ? each * (nodes - 1) : 0) : each;
  return {
    id: `n${index + 1}`,
    address: isStar && !isServer ? '127.0.0.1' : '127.0.0.1:7400',
    requestsMade: isServer ? 0 : each * noise,
    requestsServed: served,
    bytesSent: isServer ? 1e6 : isStar ? 1e3 : 2e5,
    items: isStar && !isServer ? 0 : 3,
    itemBytes: isStar && !isServer ? 0 : 12_288,
  } as unknown as Node;
}

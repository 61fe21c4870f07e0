import { plain } from '../compare/conditions.ts';
import type { Experiment } from '../documents/experiment.ts';
import { gini, metric, servedShares } from '../documents/metrics.ts';

/** Row 1: whether machines differ in what they do. */
export const roles: Experiment = {
  claim: 'roles',
  clientServer: 'clients and servers are distinct',
  peerToPeer: 'no distinction',
  hypothesis: 'in client-server mode one node serves and the others ask; among peers everybody does both alike',
  measurements: [
    {
      metric: metric('Gini coefficient of the served share', '0 … 1', (run) => gini(servedShares(run))),
      conditions: [plain],
      larger: 'client-server',
      margin: 0.1,
      onlyIf: 'requests are counted',
      expect: ([run], mode) =>
        mode === 'client-server' && run !== undefined ? (run.nodes.length - 1) / run.nodes.length : undefined,
      source: '(N-1)/N: one of N serves everything',
    },
    {
      metric: metric('nodes that only dial', 'share', ({ nodes }) => {
        return nodes.filter(({ address }) => !isListening(address)).length / nodes.length;
      }),
      conditions: [plain],
      larger: 'client-server',
      margin: 0.1,
      onlyIf: 'listening sockets are counted',
    },
  ],
};

function isListening(address: string | undefined): boolean {
  return address?.includes(':') ?? false;
}

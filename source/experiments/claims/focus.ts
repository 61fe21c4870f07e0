import { plain } from '../compare/conditions.ts';
import type { Condition, Experiment } from '../documents/experiment.ts';
import { metric } from '../documents/metrics.ts';
import type { RunDocument } from '../documents/run-document.ts';

const largeItems: Condition = { name: 'items of 64 kB', settings: { valueSize: 65_536 } };
const share = metric('share of bytes that keep the network together', '0 … 1', ({ traffic }) =>
  shareOf(traffic.connectivityBytes, traffic.contentBytes),
);

/** Row 2: what the network is busy with. */
export const focus: Experiment = {
  claim: 'focus',
  clientServer: 'mostly about sharing information',
  peerToPeer: 'mostly about connectivity',
  hypothesis: 'peers spend a larger share of what they send on finding each other and keeping in touch',
  measurements: [
    { metric: share, conditions: [plain], larger: 'peer-to-peer', margin: 0.02, onlyIf: 'items are small (4 kB)' },
    {
      metric: share,
      conditions: [largeItems],
      larger: 'peer-to-peer',
      margin: 0.02,
      isExtra: true,
      onlyIf: 'items are large (64 kB)',
    },
    {
      metric: metric('connections of a node', 'mean', (run) => (2 * run.connections.length) / run.nodes.length),
      conditions: [plain],
      larger: 'peer-to-peer',
      margin: 0.5,
      onlyIf: 'connections are counted',
      expect: ([run], mode) => (mode === 'client-server' && run !== undefined ? 2 - 2 / run.nodes.length : undefined),
      source: '2(N-1)/N: each client to the server',
    },
  ],
};

function shareOf(part: number, rest: number): RunDocument['traffic']['contentBytes'] | undefined {
  return part + rest === 0 ? undefined : part / (part + rest);
}

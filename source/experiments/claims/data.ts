import { plain } from '../compare/conditions.ts';
import type { Experiment } from '../documents/experiment.ts';
import { metric, most, total } from '../documents/metrics.ts';

/** Row 3: where data lies. */
export const data: Experiment = {
  claim: 'data',
  clientServer: 'kept on the central server',
  peerToPeer: 'every peer keeps its own',
  hypothesis: 'the fullest node holds everything in client-server mode, and little more than its part among peers',
  measurements: [
    {
      metric: metric('share of bytes on the fullest node', '0 … 1', (run) => {
        const bytes = total(run, ({ itemBytes }) => itemBytes);
        return bytes === 0 ? undefined : most(run, ({ itemBytes }) => itemBytes) / bytes;
      }),
      conditions: [plain],
      larger: 'client-server',
      margin: 0.1,
      onlyIf: 'bytes are counted',
      expect: (_, mode) => (mode === 'client-server' ? 1 : undefined),
      source: 'one server holds everything',
    },
    {
      metric: metric('nodes that hold something', 'share', ({ nodes }) => {
        return nodes.filter(({ items }) => items > 0).length / nodes.length;
      }),
      conditions: [plain],
      larger: 'peer-to-peer',
      margin: 0.1,
      onlyIf: 'holders are counted',
      expect: ([run], mode) => (run === undefined ? undefined : mode === 'client-server' ? 1 / run.nodes.length : 1),
      source: '1/N: the server alone; 1: everybody',
    },
  ],
};

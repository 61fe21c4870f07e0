import { plain } from '../compare/conditions.ts';
import type { Experiment } from '../documents/experiment.ts';
import { metric, most, perThousand, total } from '../documents/metrics.ts';

/** Row 5: what it takes. Prices are in `cost.ts`; here is what they are multiplied with. */
export const cost: Experiment = {
  claim: 'cost',
  clientServer: 'expensive',
  peerToPeer: 'affordable',
  hypothesis: 'client-server needs one strong machine; peers share the load, and together do more',
  measurements: [
    {
      metric: metric('bytes sent by the busiest node for 1,000 operations', 'kB', (run) =>
        perThousand(run, most(run, ({ bytesSent }) => bytesSent) / 1000),
      ),
      conditions: [plain],
      larger: 'client-server',
      margin: 100,
      onlyIf: 'the busiest machine is what must be paid for',
    },
    {
      metric: metric('bytes sent by all nodes for 1,000 operations', 'kB', (run) =>
        perThousand(run, total(run, ({ bytesSent }) => bytesSent) / 1000),
      ),
      conditions: [plain],
      larger: 'client-server',
      margin: 100,
      onlyIf: 'what all machines send is paid for',
    },
  ],
};

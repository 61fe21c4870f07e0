import { plain } from '../compare/conditions.ts';
import type { Experiment } from '../documents/experiment.ts';
import { metric, most, total } from '../documents/metrics.ts';

/** Row 4: who answers. */
export const service: Experiment = {
  claim: 'service',
  clientServer: 'the server responds to what clients ask',
  peerToPeer: 'every node both requests and responds',
  hypothesis: 'among peers nearly every node has asked and answered; in client-server mode no node did both',
  measurements: [
    {
      metric: metric('nodes that asked and answered', 'share', ({ nodes }) => {
        const both = nodes.filter(({ requestsMade, requestsServed }) => requestsMade > 0 && requestsServed > 0);
        return both.length / nodes.length;
      }),
      conditions: [plain],
      larger: 'peer-to-peer',
      margin: 0.1,
      onlyIf: 'nodes that did both are counted',
      expect: (_, mode) => (mode === 'client-server' ? 0 : 1),
      source: 'a server never asks, a client never answers; peers do both',
    },
    {
      metric: metric('answers given by the busiest node', 'share', (run) => {
        const served = total(run, ({ requestsServed }) => requestsServed);
        return served === 0 ? undefined : most(run, ({ requestsServed }) => requestsServed) / served;
      }),
      conditions: [plain],
      larger: 'client-server',
      margin: 0.1,
      onlyIf: 'answers are counted',
      expect: (_, mode) => (mode === 'client-server' ? 1 : undefined),
      source: 'the server gives every answer',
    },
  ],
};

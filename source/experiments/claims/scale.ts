import { grown, growthExponent } from '../compare/conditions.ts';
import type { Experiment, Metric } from '../documents/experiment.ts';
import { fetches, most } from '../documents/metrics.ts';
import type { RunDocument } from '../documents/run-document.ts';

const kademlia = grown('kademlia', { overlay: 'kademlia' });
const flooding = grown('flooding', { overlay: 'flooding' });

/** What grows clearly more slowly than the network is no limit to it: half-way between its square root and itself. */
const margin = 0.75;

/** Row 7: what happens to a network that grows. */
export const scale: Experiment = {
  claim: 'scale',
  clientServer: 'small and large networks',
  peerToPeer: 'mostly small networks',
  hypothesis:
    'what one request costs grows with the network where queries flood, hardly with a DHT, and not with a server; the load of the server grows',
  measurements: [
    {
      metric: growth('messages a request', ({ requests }) => requests.messagesPerRequest),
      conditions: flooding,
      larger: 'peer-to-peer',
      margin,
      onlyIf: 'peers find things by flooding',
    },
    {
      metric: growth('messages a request', ({ requests }) => requests.messagesPerRequest),
      conditions: kademlia,
      larger: 'peer-to-peer',
      margin,
      onlyIf: 'peers find things by Kademlia',
    },
    {
      metric: growth('requests served by the busiest node', (run) =>
        fetches(run) === 0 ? undefined : most(run, ({ requestsServed }) => requestsServed),
      ),
      conditions: kademlia,
      larger: 'peer-to-peer',
      margin,
      onlyIf: 'the load of the busiest machine is what limits',
      expect: (_, mode) => (mode === 'client-server' ? 1 : undefined),
      source: 'N users ask N times as much of one server',
    },
  ],
};

function growth(name: string, of: (run: RunDocument) => number | undefined): Metric {
  return {
    name: `growth of ${name}`,
    unit: 'exponent of N',
    of: ([small, large]) =>
      small === undefined || large === undefined ? undefined : growthExponent(of(small), of(large)),
  };
}

import { struck } from '../compare/conditions.ts';
import type { Condition, Experiment, Measurement } from '../documents/experiment.ts';
import { fetches, metric } from '../documents/metrics.ts';

const availability = metric('availability: fetches that succeeded', '0 … 1', (run) => {
  const asked = fetches(run);
  return asked === 0 ? undefined : run.requests.fetched / asked;
});

const busiestDies = struck('the busiest node dies', ['kill busiest']);
/** Two: somebody asks for something that they alone held in nearly every run. With one dead node that is not sure. */
const othersDie = struck('two other nodes die', ['kill n3', 'kill n4']);
const replicated = struck('the busiest node dies, 3 replicas', ['kill busiest'], { replicas: 3 });

/** Row 6: what a failure does. */
export const stability: Experiment = {
  claim: 'stability',
  clientServer: 'more stable',
  peerToPeer: 'less stable',
  hypothesis:
    'a network with a server survives the loss of a client, peers lose what the lost one held alone; nothing survives the loss of its only server',
  measurements: [
    measurement(othersDie, 'the machines that fail are not the server'),
    measurement(busiestDies, 'the busiest machine fails and nothing is kept twice', oneServerGone),
    {
      ...measurement(replicated, 'the busiest machine fails and peers keep three replicas', oneServerGone),
      isExtra: true,
    },
  ],
};

/** When the only server is gone, what was fetched before is all there is: nearly nothing. */
function oneServerGone(mode: string): number | undefined {
  return mode === 'client-server' ? 0 : undefined;
}

function measurement(condition: Condition, onlyIf: string, expect?: (mode: string) => number | undefined): Measurement {
  return {
    metric: availability,
    conditions: [condition],
    larger: 'client-server',
    margin: 0.02,
    onlyIf,
    ...(expect === undefined ? {} : { expect: (_, mode) => expect(mode), source: 'one server, and it is gone (R6)' }),
  };
}

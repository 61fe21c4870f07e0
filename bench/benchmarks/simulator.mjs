import { built } from '../shared/build.mjs';
import { reportLine } from '../shared/report.mjs';

export const about =
  'events a second of the lean network: the driver with next to no logic, and with the flooding peer, at 1,000 and 10,000 nodes';

const rounds = 5;
const events = 1_000_000;

/** Peers' figures are published ones: PeerSim 4.4 M events/s with handler dispatch and 10,000 pending. It cannot be run here. */
export async function run() {
  const { floodingTrial, tokenRing } = await import(built.leanNetworks);
  const driver = [];
  const logic = new Map([
    [1_000, []],
    [10_000, []],
  ]);
  for (let round = 0; round < rounds; round++) {
    driver.push(ringRate(tokenRing(1_000, 10_000)));
    for (const [nodes, rates] of logic) rates.push(floodRate(floodingTrial(nodes, 1_000_000 / (3 * nodes))));
  }
  const bench = 'simulator';
  reportLine({
    bench,
    what: 'driver alone, 10,000 pending',
    unit: 'events/s',
    ours: driver,
    note: 'published for PeerSim: 4.4 M',
  });
  for (const [nodes, ours] of logic) {
    const costs = ours.map((rate, round) => 1e6 / rate - 1e6 / driver[round]);
    reportLine({
      bench,
      what: `flooding peer, ${nodes} nodes`,
      unit: 'events/s',
      ours,
      baselineName: 'driver alone',
      baseline: driver,
    });
    reportLine({ bench, what: `flooding peer, ${nodes} nodes: logic`, unit: 'µs an event', ours: costs });
  }
}

function ringRate(network) {
  network.run(Number.POSITIVE_INFINITY, events / 4);
  return rateOf(() => network.run(Number.POSITIVE_INFINITY, events));
}

function floodRate(trial) {
  return rateOf(() => {
    const before = trial.network.events;
    while (trial.step(10_000));
    return trial.network.events - before;
  });
}

function rateOf(work) {
  const from = performance.now();
  const done = work();
  return (done / (performance.now() - from)) * 1000;
}

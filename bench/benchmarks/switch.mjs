import { startLab } from '../shared/lab.mjs';
import { reportLine } from '../shared/report.mjs';

export const about =
  '64 nodes: switch of mode to the first request served in the new mode, against a cold start of the same';

const nodes = 64;
const rounds = 5;
/** The product's own rate. In peer-to-peer the first request is due 50 ms after the work begins, on average. */
const rate = 20;
const modes = ['client-server', 'peer-to-peer'];
const otherOf = { 'client-server': 'peer-to-peer', 'peer-to-peer': 'client-server' };

export async function run() {
  const cold = { 'client-server': [], 'peer-to-peer': [] };
  const warm = { 'client-server': [], 'peer-to-peer': [] };
  for (let round = 0; round < rounds; round++) {
    for (const mode of modes) {
      const lab = startLab({ nodes, mode, rate });
      await lab.next();
      cold[mode].push((await lab.next()).firstRequestMs);
      const other = otherOf[mode];
      lab.tell('switch');
      warm[other].push((await lab.next()).firstRequestMs);
      lab.tell('switch');
      await lab.next();
      await lab.end();
    }
  }
  for (const mode of modes) {
    reportLine({
      bench: 'switch',
      what: `${nodes} nodes become ${mode}, first request served`,
      unit: 'ms',
      ours: warm[mode],
      baselineName: `cold start as ${mode}`,
      baseline: cold[mode],
      goal: { atMost: 0.05 },
    });
  }
}

import { reportLine } from '../shared/report.mjs';
import { productRates } from './requests.mjs';

export const about = 'throughput with telemetry batches every 50 ms against none';

const rounds = 5;
const never = 1e9;

/** Without batches the exact counters and histograms are still kept: they belong to the node. */
export async function run() {
  for (const { nodes, concurrency } of [
    { nodes: 2, concurrency: 64 },
    { nodes: 8, concurrency: 1 },
  ]) {
    const on = [];
    const off = [];
    for (let round = 0; round < rounds; round++) {
      const sample = async (samples, batchMs) => {
        samples.push((await productRates({ nodes, rate: 0, concurrency, batchMs, awaits: 'work' })).operations);
      };
      const samples = [() => sample(on, 50), () => sample(off, never)];
      for (const take of round % 2 === 0 ? samples : samples.reverse()) await take();
    }
    const what = `${nodes} nodes, ${concurrency} outstanding each, operations`;
    const baselineName = 'without batches';
    reportLine({
      bench: 'telemetry',
      what,
      unit: '/s',
      ours: on,
      baselineName,
      baseline: off,
      goal: { atLeast: 0.95 },
    });
  }
}

import { reportLine } from '../shared/report.mjs';
import { productRates } from './requests.mjs';

export const about = 'throughput with telemetry batches every 50 ms against none';

const rounds = 5;
const never = 1e8; // four of them are still less than the 24.8 days that a timer can wait

/** Without batches the exact counters and histograms are still kept: they belong to the node. */
export async function run() {
  for (const { nodes, concurrency } of [
    { nodes: 2, concurrency: 64 },
    { nodes: 8, concurrency: 1 },
  ]) {
    const [on, off] = [createSamples(), createSamples()];
    for (let round = 0; round < rounds; round++) {
      const sample = async (samples, batchMs) => {
        const rates = await productRates({ nodes, rate: 0, concurrency, batchMs, awaits: 'work' });
        samples.operations.push(rates.operations);
        samples.cpu.push((1000 * rates.cpuMs) / rates.operations);
      };
      const samples = [() => sample(on, 50), () => sample(off, never)];
      for (const take of round % 2 === 0 ? samples : samples.reverse()) await take();
    }
    const line = (what, unit, key, more) => {
      const named = { bench: 'telemetry', what: `${nodes} nodes, ${concurrency} outstanding each, ${what}`, unit };
      reportLine({ ...named, ours: on[key], baselineName: 'without batches', baseline: off[key], ...more });
    };
    line('operations', '/s', 'operations', { goal: { atLeast: 0.95 } });
    // Of the two the steadier one: who gets a core, and when, weighs less on it.
    line('CPU of all nodes an operation', 'µs', 'cpu');
  }
}

function createSamples() {
  return { operations: [], cpu: [] };
}

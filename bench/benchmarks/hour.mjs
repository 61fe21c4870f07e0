import { built } from '../shared/build.mjs';
import { startProgram } from '../shared/program.mjs';
import { reportLine } from '../shared/report.mjs';

export const about = 'memory of the dashboard over an hour, drawn as fast as it goes over a simulated lab';

const order = { columns: 120, rows: 40, nodes: 8, warmUpMinutes: 5, minutes: 60 };
const mebibyte = 2 ** 20;

export async function run() {
  for (const mode of ['client-server', 'peer-to-peer']) {
    const [withIt, without] = await Promise.all([
      heapOf({ mode, hasDashboard: true }),
      heapOf({ mode, hasDashboard: false }),
    ]);
    const where = `${order.columns}x${order.rows}, ${order.nodes} nodes, ${mode}`;
    const line = (what, ours, more = {}) =>
      reportLine({ bench: 'hour', what: `${where}, ${what}`, unit: 'MiB', ours, ...more });
    const note = `${withIt.frames} frames; after each ${order.minutes / 10} minutes ${inMebibytes(withIt.heapBytes)}`;
    line('growth, lab and dashboard', [growthOf(withIt)], { goal: { atMost: 5 }, note });
    line('growth, lab alone', [growthOf(without)], {
      note: `after each ${order.minutes / 10} minutes ${inMebibytes(without.heapBytes)}`,
    });
  }
}

/** Heap and buffers after a garbage collection, from the end of the warm-up to the end. */
function growthOf({ heapBytes }) {
  return (heapBytes.at(-1) - heapBytes[0]) / mebibyte;
}

function inMebibytes(samples) {
  return samples.map((bytes) => (bytes / mebibyte).toFixed(2)).join(' ');
}

async function heapOf(options) {
  const program = startProgram(built.hourProgram, [JSON.stringify({ ...order, ...options })], {
    env: { NODE_ENV: 'production' },
  });
  const figures = await program.next();
  await program.end();
  return figures;
}

import { startLab } from '../shared/lab.mjs';
import { reportLine } from '../shared/report.mjs';
import { startBare } from './start.mjs';

export const about =
  'how cost grows: start, first request and operations a second at 2, 4, 8, 16, 32 and 64 nodes, both modes';

const sizes = [2, 4, 8, 16, 32, 64];
const modes = ['client-server', 'peer-to-peer'];
const rounds = 2;

/** Closed loop, four operations outstanding on each node that asks: how much the whole lab does on this machine's cores. */
export async function run() {
  for (const nodes of sizes) {
    const bare = [];
    const samples = new Map(modes.map((mode) => [mode, { ready: [], first: [], operations: [], messages: [] }]));
    for (let round = 0; round < rounds; round++) {
      const servers = startBare(nodes);
      bare.push((await servers.next()).readyMs);
      await servers.end();
      for (const mode of modes) await sample(nodes, mode, samples.get(mode));
    }
    for (const mode of modes) {
      const { ready, first, operations, messages } = samples.get(mode);
      const line = (what, unit, ours, rest = {}) =>
        reportLine({ bench: 'grow', what: `${nodes} nodes, ${mode}, ${what}`, unit, ours, ...rest });
      line('processes ready', 'ms', ready, { baselineName: 'bare net servers', baseline: bare });
      line('first request', 'ms', first);
      line('operations', '/s', operations);
      line(
        'messages per operation',
        '',
        messages.map((count, round) => count / operations[round]),
      );
    }
  }
}

async function sample(nodes, mode, { ready, first, operations, messages }) {
  const lab = startLab({ nodes, mode, rate: 0, concurrency: 4 });
  ready.push((await lab.next()).readyMs);
  first.push((await lab.next()).firstRequestMs);
  lab.tell('measure 1000');
  await lab.next();
  lab.tell('measure 1500');
  const rates = await lab.next();
  operations.push(rates.operations);
  messages.push(rates.messages);
  await lab.end();
}

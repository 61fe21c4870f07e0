import { built } from '../shared/build.mjs';
import { startProgram } from '../shared/program.mjs';
import { reportLine } from '../shared/report.mjs';

export const about =
  '100 SIGKILLs at seeded moments under load, nodes started again: what is lost of what was acknowledged';

const common = {
  program: built.nodeProgram,
  kills: 100,
  seed: 7,
  rate: 100,
  msMax: 150_000,
  writeShare: 0.3,
  servers: 1,
  replicas: 1,
};
const networks = [
  { what: '8 nodes, 2 servers', mode: 'client-server', nodes: 8, servers: 2 },
  { what: '8 peers, 3 replicas', mode: 'peer-to-peer', nodes: 8, replicas: 3, rate: 40 },
];

export async function run() {
  for (const { what, ...network } of networks) {
    const program = startProgram(built.killsProgram, [JSON.stringify({ ...common, ...network })]);
    const { history, killed, notWhole, ms, requests } = await program.next();
    await program.end();
    const { acknowledged, checked, readable, unavailable, lost, corrupt, verdict, reason, operations } = history;
    reportLine({
      bench: 'kills',
      what: `${what}, ${Object.values(killed).reduce((sum, count) => sum + count)} kills, lost or corrupt`,
      unit: 'items',
      ours: [lost + corrupt],
      goal: { atMost: 0 },
      note: [
        `${acknowledged} acknowledged, ${checked} checked, ${readable} readable, ${unavailable} unavailable, verdict ${verdict} ${reason}`,
        `operations ${JSON.stringify(operations)}, requests ${JSON.stringify(requests)}`,
        `killed ${JSON.stringify(killed)}, not whole again in time ${notWhole}, ${Math.round(ms / 1000)} s`,
      ].join('; '),
    });
  }
}

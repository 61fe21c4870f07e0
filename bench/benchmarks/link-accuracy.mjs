import { built } from '../shared/build.mjs';
import { reportLine } from '../shared/report.mjs';
import { inTurn, runDocument } from '../shared/run.mjs';
import { productRates } from './requests.mjs';

export const about = 'modelled links on processes: caps over 2 s, added latency, and what loopback costs';

const rounds = 3;
const costRounds = 7;

/*
 * Caps: three clients in a closed loop ask a server whose up link is capped; counted are the bytes that left it in the last two seconds of the
 * work, and those that came to the clients. `dist/` must be built. Latency: the round trips that nodes measure, beside those of loopback.
 * Cost: the node program as it is, beside the same without the modelled link, in turn.
 */
export async function run() {
  for (const [mbit, valueSize] of [
    [1, 512],
    [8, 4096],
    [80, 65536],
  ]) {
    const [up, down] = [[], []];
    for (let round = 0; round < rounds; round++) {
      const load = ['--rate', '0', '--concurrency', '32', '--value-size', String(valueSize), '--duration', '3s'];
      const { nodes } = await runLab(`loopback; n1: up=${mbit}mbit`, ...load);
      up.push(nodes[0].link.upBytesPerSecond / (mbit * 125_000));
      down.push(nodes.slice(1).reduce((sum, { link }) => sum + link.downBytesPerSecond, 0) / (mbit * 125_000));
    }
    const bench = { bench: 'link-accuracy', unit: 'of the cap' };
    reportLine({ ...bench, what: `cap ${mbit} mbit, left the server`, ours: up, note: 'goal 0.98 … 1.02' });
    reportLine({ ...bench, what: `cap ${mbit} mbit, came to the clients`, ours: down });
  }
  await latencies();
  await cost();
}

async function latencies() {
  const roundTrips = async (link) => {
    const { nodes } = await runLab(link, '--rate', '5', '--duration', '4s');
    return nodes[0].link.rttMs;
  };
  for (const ms of [5, 40, 280]) {
    const added = [];
    for (let round = 0; round < rounds; round++)
      added.push((await roundTrips(`latency=${ms}ms`)) - (await roundTrips('loopback')));
    const what = `round trip added by latency=${ms}ms, asked ${2 * ms}`;
    reportLine({ bench: 'link-accuracy', what, unit: 'ms', ours: added });
  }
}

async function cost() {
  const [ours, bare] = [[], []];
  const sample = async (program, into) => {
    const rates = await productRates(
      { nodes: 2, rate: 0, concurrency: 64, program },
      { warmMs: 1_000, windowMs: 1_500 },
    );
    into.push((1000 * rates.cpuMs) / rates.exchanges);
  };
  await inTurn(costRounds, [() => sample(built.nodeProgram, ours), () => sample(built.bareNodeProgram, bare)]);
  const what = 'loopback, depth 64, CPU of both nodes an exchange';
  const goal = { atMost: 1.05 };
  reportLine({ bench: 'link-accuracy', what, unit: 'µs', ours, baselineName: 'without link', baseline: bare, goal });
}

function runLab(link, ...flags) {
  return runDocument('--nodes', '4', '--capacity', '0', '--seed', '7', '--link', link, ...flags);
}

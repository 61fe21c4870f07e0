import { reportLine } from '../shared/report.mjs';
import { inTurn, runDocument } from '../shared/run.mjs';

export const about = 'what keeping data costs: operations of clients in a closed loop, durable against in memory';

const rounds = 5;

/* One server, three clients with 16 operations open at a time each, 3 s. `writes`: every operation publishes a fresh item; a durable one is acknowledged when it is synced. */
export async function run() {
  for (const [what, share, goal] of [
    ['reads', '0', { atLeast: 0.95 }],
    ['writes', '1', undefined],
  ]) {
    const [durable, inMemory] = [[], []];
    const sample = async (into, ...flags) => {
      const { requests, durationMs } = await runDocument(
        ...['--mode', 'star', '--nodes', '4', '--rate', '0', '--concurrency', '16', '--capacity', '0'],
        ...['--seed', '7', '--duration', '3s', '--write-share', share, ...flags],
      );
      into.push((1000 * requests.succeeded) / durationMs); // `perSecond` counts fetches alone
    };
    await inTurn(rounds, [() => sample(durable), () => sample(inMemory, '--memory')]);
    const line = { bench: 'durability', what: `${what}, durable`, unit: '/s', ours: durable };
    reportLine({ ...line, baselineName: 'in memory', baseline: inMemory, ...(goal === undefined ? {} : { goal }) });
  }
}

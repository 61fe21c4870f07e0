import { inFlightOf, sampleDht } from '../shared/dht.mjs';
import { startLab } from '../shared/lab.mjs';
import { installPeers } from '../shared/peers.mjs';
import { reportLine, reportMissing } from '../shared/report.mjs';

export const about =
  'Kademlia of 32 processes: lookups with 16 in flight, and joining, against hyperdht and bittorrent-dht';

/** The one with goals first. */
const sizes = [32, 2, 4, 8, 16, 64];
/** The size that the goals are for. */
const goalSize = 32;
const rounds = 3;
const times = { warmMs: 1_000, windowMs: 1_500 };
const kinds = ['hyperdht', 'bittorrent-dht'];

/*
 * N processes each, one node a process, on loopback only, 16 lookups under way in all. A lookup is of a value of 100 bytes that another node announced,
 * over the network (no answer from the asker's own records), ended by the first answer that is good:
 *   starmesh: `find-providers` by Kademlia, then `fetch` from the provider, checked by SHA-256: one exchange more than the others;
 *     the whole lab over TCP, telemetry on, capacity without limit, no copies kept; `k 20`: alpha 3, as many keepers as the others have;
 *     `k 4`: alpha 3, the product's defaults. Where N <= k every node keeps all records, and only the fetch goes over the network.
 *   hyperdht: `immutableGet`, k 20, 10 requests of a lookup at a time. bittorrent-dht: `get` without its cache, k 20, 16 requests at a time.
 * hyperdht cannot store anything among 2 nodes. Joining: from one signal to the last node that says it has joined. Others join through one node that is there before; starmesh's all at once.
 */
export async function run() {
  const missing = installPeers();
  if (missing !== undefined) reportMissing('dht', 'hyperdht, bittorrent-dht', missing);
  for (const size of sizes) await compare(size, missing === undefined ? kinds : []);
}

async function compare(size, others) {
  const samples = { 'k 20': [], 'k 4': [], ...Object.fromEntries(others.map((kind) => [kind, []])) };
  const samplers = [
    async () => samples['k 20'].push(await sampleOurs(size, 20)),
    async () => samples['k 4'].push(await sampleOurs(size, 4)),
    ...others.map((kind) => async () => {
      const sample = await sampleDht(kind, size, times).catch((error) =>
        reportMissing('dht', `N ${size}, ${kind}`, error),
      );
      if (sample !== undefined) samples[kind].push(figures(sample));
    }),
  ];
  const wanted = size === goalSize ? rounds : 1;
  for (let round = 0; round < wanted; round++) {
    for (const sample of round % 2 === 0 ? samplers : samplers.toReversed()) await sample();
  }
  const whole = others.filter((kind) => samples[kind].length === wanted);
  for (const ours of ['k 20', 'k 4']) report(size, ours, samples, whole);
}

async function sampleOurs(nodes, k) {
  const lab = startLab({
    nodes,
    mode: 'peer-to-peer',
    rate: 0,
    awaits: 'work',
    lookups: { k, alpha: 3, inFlight: inFlightOf(nodes) },
  });
  await lab.next();
  const { joinMs } = await lab.next();
  lab.tell(`measure ${times.warmMs}`);
  await lab.next();
  lab.tell(`measure ${times.windowMs}`);
  const { operations, failed, requests, cpuMs } = await lab.next();
  await lab.end();
  return figures({ joinMs, perSecond: operations, failed, requests, cpuMs });
}

/** All that is reported of one sample, from what happened a second. */
function figures({ joinMs, perSecond, failed, requests, cpuMs }) {
  return {
    joinMs,
    perSecond,
    failed: failed / (perSecond + failed),
    requests: requests / perSecond,
    cpuOfLookup: (1000 * cpuMs) / perSecond,
    cpuOfRequest: (1000 * cpuMs) / requests,
  };
}

function report(size, ours, samples, others) {
  const of = (kind, figure) => samples[kind].map((sample) => sample[figure]);
  const best = (figure, choose) =>
    samples[ours].map((_, round) => choose(...others.map((kind) => samples[kind][round][figure])));
  const line = (what, unit, figure) => ({
    bench: 'dht',
    what: `N ${size}, ${ours}, ${what}`,
    unit,
    ours: of(ours, figure),
  });
  const goalOf = (goal) => (size === goalSize && ours === 'k 20' ? { goal } : {});
  const compared = (what, unit, figure, choose, goal) => {
    for (const kind of others)
      reportLine({ ...line(what, unit, figure), baselineName: kind, baseline: of(kind, figure) });
    if (others.length === 0) reportLine(line(what, unit, figure));
    else if (goal !== undefined) {
      const baseline = best(figure, choose);
      reportLine({ ...line(what, unit, figure), baselineName: 'the best of them', baseline, ...goalOf(goal) });
    }
  };
  compared('lookups', '/s', 'perSecond', Math.max, { atLeast: 3 });
  compared('join', 'ms', 'joinMs', Math.min, { atMost: 0.5 });
  compared('requests a lookup', '', 'requests');
  compared('CPU of all nodes a lookup', 'us', 'cpuOfLookup');
  compared('CPU of all nodes a request', 'us', 'cpuOfRequest');
  for (const kind of [ours, ...others]) failures(size, kind, of(kind, 'failed'));
}

/** A lookup that failed is not among those counted; any at all is worth a line. */
function failures(size, kind, shares) {
  if (Math.max(...shares) === 0) return;
  reportLine({ bench: 'dht', what: `N ${size}, ${kind}, share of lookups that failed`, unit: '', ours: shares });
}

import { reportLine } from '../shared/report.mjs';
import { runDocument } from '../shared/run.mjs';

export const about = 'one file to N nodes on processes, uploads capped: time against the bound of Kurose and Ross';

const rounds = 3;
/** A file of 512 pieces that one peer's line sends in 34 s; the source has ten times that rate. The bound knows neither pieces nor messages: fewer pieces, and smaller ones, are further from it. */
const file = { bytes: 8 * 1024 ** 2, pieceBytes: 16 * 1024 };
const caps = 'up=2mbit; n1: up=20mbit';
/** A quarter of it, for 31 processes on two cores: with more they, and not the lines, are what takes time. */
const slowCaps = 'up=500kbit; n1: up=5mbit';
/** Every other receiver has a quarter of the others' rate. */
const unequalCaps =
  'up=2mbit; n1: up=20mbit; n2: up=500kbit; n4: up=500kbit; n6: up=500kbit; n8: up=500kbit; n10: up=500kbit';

/*
 * Every piece is verified by SHA-256 (a wrong one is never counted), the whole lab works, telemetry on. Time: from the beginning of the work to
 * the last completion among the nodes alive at the end, over `predictions.distributionMs` of the run document. As a server the source alone sends;
 * it takes so long with 30 receivers that one round must do. The bound has the source send N F u_s / (u_s + sum of u) bytes: its share of all capacity.
 */
export async function run() {
  for (const receivers of [2, 10, 30]) {
    for (const mode of ['peer-to-peer', 'client-server']) {
      const isLong = receivers > 10;
      const link = isLong && mode === 'peer-to-peer' ? slowCaps : caps;
      await measure(`${mode}, N ${receivers}`, isLong ? 1 : rounds, { mode, receivers, link, goal: { atMost: 1.05 } });
    }
  }
  const hard = { mode: 'peer-to-peer', receivers: 10, goal: { atMost: 1.25 } };
  await measure('peer-to-peer, N 10, unequal caps', rounds, { ...hard, link: unequalCaps });
  await measure('peer-to-peer, N 10, one killed', rounds, { ...hard, link: caps, faults: ['8s kill n5'] });
  await measure('peer-to-peer, N 10, one joins late', rounds, {
    ...hard,
    link: caps,
    faults: ['100ms kill n5 for 8s'],
  });
}

async function measure(what, wanted, { mode, receivers, link, goal, faults = [] }) {
  const [took, sent] = [[], []];
  const isSlow = mode === 'client-server' || link === slowCaps;
  for (let round = 0; round < wanted; round++) {
    const document = await runDocument(
      ...['--mode', mode, '--nodes', String(receivers + 1), '--workload', 'distribute', '--capacity', '0'],
      ...['--file-size', String(file.bytes), '--piece-size', String(file.pieceBytes), '--link', link],
      ...['--seed', String(7 + round), '--memory', '--duration', isSlow ? '130s' : '60s'],
      ...faults.flatMap((fault) => ['--fault', fault]),
    );
    const found = document.predictions.find(({ name }) => name === 'distributionMs');
    if (found === undefined) throw new Error(`${what}: not everybody has the file at the end`);
    took.push(found.ratio);
    sent.push(document.nodes[0].bytesSent / file.bytes);
  }
  reportLine({ bench: 'distribute', what, unit: 'of the bound', ours: took, goal });
  const line = { bench: 'distribute', what: `${what}, sent by the source`, unit: 'files', ours: sent };
  if (mode === 'peer-to-peer') reportLine(line);
}

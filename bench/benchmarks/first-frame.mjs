import path from 'node:path';
import { spawn } from '@lydell/node-pty';
import { monotonicMs } from '../shared/program.mjs';
import { reportLine } from '../shared/report.mjs';

export const about =
  'from the start of the process to its first frame on a terminal, against a Node that writes one line';

const program = path.join(import.meta.dirname, '..', '..', 'dist', 'bin.js');
const rounds = 7;

/** Of the built program (`node scripts/build.mjs`): what counts is what people start. */
export async function run() {
  for (const nodes of [8, 64]) {
    const ours = [];
    const bare = [];
    for (let round = 0; round < rounds; round++) {
      const samples = [
        async () => ours.push(await msUntil([program, '--nodes', String(nodes), '--seed', '7'], 'starmesh', 'q')),
        async () => bare.push(await msUntil(['-e', "process.stdout.write('there')"], 'there', '')),
      ];
      for (const sample of round % 2 === 0 ? samples : samples.reverse()) await sample();
    }
    reportLine({
      bench: 'first-frame',
      what: `header and frames at 120x40, ${nodes} nodes`,
      unit: 'ms',
      ours,
      baselineName: 'bare Node',
      baseline: bare,
    });
    reportLine({ bench: 'first-frame', what: `the same, ${nodes} nodes`, unit: 'ms', ours, goal: { atMost: 150 } });
  }
}

/** Starts Node on a terminal, waits for a text, leaves it with a key, and waits for its end. */
function msUntil(args, text, key) {
  const { CI, NO_COLOR, NODE_ENV, FORCE_COLOR, ...env } = process.env;
  const startedAt = monotonicMs();
  const pty = spawn(process.execPath, args, { name: 'xterm-256color', cols: 120, rows: 40, env });
  let seen = '';
  let ms;
  pty.onData((data) => {
    seen += data;
    if (ms !== undefined || !seen.includes(text)) return;
    ms = monotonicMs() - startedAt;
    pty.write(key);
  });
  return new Promise((resolve, reject) => {
    pty.onExit(() => (ms === undefined ? reject(new Error(`no "${text}" in:\n${seen}`)) : resolve(ms)));
  });
}

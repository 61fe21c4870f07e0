import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { spawn } from '@lydell/node-pty';
import { monotonicMs, sleep } from '../shared/program.mjs';
import { reportLine } from '../shared/report.mjs';
import { createScreenReader } from '../shared/screen-reader.mjs';

export const about = 'from a key to the changed screen, in a pseudo-terminal, while the lab keeps both cores busy';

const root = path.join(import.meta.dirname, '..', '..');
const rounds = 3;
const keysARound = 150;
const waitMsMax = 5_000;
const size = { cols: 120, rows: 40 };
/** A closed loop without a limit: eight nodes ask as fast as they can. */
const load = '--nodes 8 --rate 0 --concurrency 8 --capacity 0 --seed 7'.split(' ');

/** Keys that change a text which nothing else changes: the selection up and down; claims and zoom, which lay the screen out anew. */
const kinds = {
  'select a node': [
    ['j', 'n2 selected'],
    ['j', 'n3 selected'],
    ['k', 'n2 selected'],
    ['k', 'n1 selected'],
  ],
  'zoom and claims': [
    ['\r', / Topology (?![\s\S]* Nodes )/],
    ['c', ' The seven claims'],
    ['c', / Topology (?![\s\S]* Nodes )/],
    ['\r', ' Nodes '],
  ],
};

export async function run() {
  execFileSync(process.execPath, [path.join(root, 'scripts', 'prepare.cjs')], { stdio: 'inherit' });
  for (const mode of ['client-server', 'peer-to-peer']) {
    const taken = Object.fromEntries(Object.keys(kinds).map((kind) => [kind, { p50: [], p99: [], max: [] }]));
    const busy = [];
    for (let round = 0; round < rounds; round++) {
      const figures = await sample(mode);
      busy.push(figures.busyShare * 100);
      for (const [kind, samples] of Object.entries(figures.latencies)) {
        samples.sort((a, b) => a - b);
        for (const [name, share] of [
          ['p50', 0.5],
          ['p99', 0.99],
          ['max', 1],
        ])
          taken[kind][name].push(samples[Math.ceil(samples.length * share) - 1]);
      }
    }
    for (const [kind, { p50, p99, max }] of Object.entries(taken)) {
      const what = `${size.cols}x${size.rows}, 8 nodes, ${mode}, ${kind}`;
      const note = `${keysARound / 2} keys a round`;
      reportLine({ bench: 'keys', what: `${what}, p50`, unit: 'ms', ours: p50, note });
      reportLine({ bench: 'keys', what: `${what}, p99`, unit: 'ms', ours: p99, goal: { atMost: 50 }, note });
      reportLine({ bench: 'keys', what: `${what}, most`, unit: 'ms', ours: max, note });
    }
    reportLine({ bench: 'keys', what: `${mode}, cores busy meanwhile`, unit: '%', ours: busy });
  }
}

async function sample(mode) {
  const { CI, NO_COLOR, NODE_ENV, FORCE_COLOR, ...environment } = process.env;
  const pty = spawn(process.execPath, [path.join(root, 'dist', 'bin.js'), '--mode', mode, ...load], {
    name: 'xterm-256color',
    ...size,
    cwd: root,
    env: { ...environment, COLORTERM: 'truecolor' },
  });
  const exited = new Promise((resolve) => pty.onExit(resolve));
  const screen = createScreenReader(size.cols, size.rows);
  let look = () => undefined;
  pty.onData((text) => {
    screen.read(text);
    look();
  });
  /** Resolves with the moment at which a piece of output made it true. */
  const until = (wanted) =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no ${wanted} on the screen:\n${screen.text()}`)), 4 * waitMsMax);
      look = () => {
        const isThere = typeof wanted === 'string' ? screen.text().includes(wanted) : wanted.test(screen.text());
        if (!isThere) return;
        look = () => undefined;
        clearTimeout(timer);
        resolve(monotonicMs());
      };
      look();
    });
  try {
    await until('● live');
    await sleep(2_000);
    const before = cpuTimes();
    const latencies = {};
    for (const [kind, keys] of Object.entries(kinds)) {
      latencies[kind] = [];
      for (let number = 0; number < keysARound / 2; number++) {
        await sleep(50 + ((number * 37) % 97)); // in step with no timer of the dashboard
        const [key, wanted] = keys[number % keys.length];
        const pressedAt = monotonicMs();
        pty.write(key);
        latencies[kind].push((await until(wanted)) - pressedAt);
      }
    }
    const after = cpuTimes();
    return { latencies, busyShare: 1 - (after.idle - before.idle) / (after.all - before.all) };
  } finally {
    pty.write('\x03');
    const force = setTimeout(() => pty.kill('SIGKILL'), waitMsMax);
    await exited;
    clearTimeout(force);
  }
}

/** Of all cores since the machine started, in ticks (proc(5)). */
function cpuTimes() {
  const [user, nice, system, idle, wait, ...others] = readFileSync('/proc/stat', 'utf8')
    .split('\n', 1)[0]
    .split(/ +/)
    .slice(1)
    .map(Number);
  const all = [user, nice, system, idle, wait, ...others.slice(0, 3)].reduce((total, ticks) => total + ticks, 0);
  return { all, idle: idle + wait };
}

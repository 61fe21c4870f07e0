/*
 * Draws the pictures of the README from the real program: runs dist/bin.js in a pseudo-terminal, presses the keys, `e` among them, and
 * takes the picture of the screen that it writes. `node scripts/picture.mjs` makes all of them. The one that moves is drawn by `starmesh replay --svg`, from a
 * recording of such a run; `node scripts/picture.mjs switch` makes it alone.
 */
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { spawn } from '@lydell/node-pty';
import headless from '@xterm/headless';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');
const columns = 120;
const rows = 36;

if (process.argv[2] !== 'switch') {
  await draw(
    ['--seed', '7'],
    [
      { after: 'live', forMs: 20_000, file: 'docs/dashboard-client-server.svg', press: 'm' },
      { after: 'PEER-TO-PEER', forMs: 20_000, file: 'docs/dashboard-peer-to-peer.svg', press: 'q' },
    ],
  );
}
await drawSwitch('docs/switch.svg');

/** A star, `m`, a mesh, the death of n1 and its return. */
async function drawSwitch(file) {
  const folder = mkdtempSync(path.join(tmpdir(), 'starmesh-picture-'));
  const recording = path.join(folder, 'switch.starmesh');
  try {
    await draw(
      ['--seed', '7', '--replicas', '2', '--record', recording],
      [
        { after: 'live', forMs: 4_000, press: 'm' },
        { after: 'PEER-TO-PEER', forMs: 4_000, press: 'x' },
        { after: '1 down', forMs: 2_500, press: 'r' },
        { after: '8 nodes', forMs: 3_500, press: 'q' },
      ],
    );
    const replay = ['dist/bin.js', 'replay', recording, '--svg', file];
    execFileSync(process.execPath, replay, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** One run of the program; each step waits for a text, lets the charts fill, takes a picture if it has a file, and presses a key. */
async function draw(args, steps) {
  const folder = mkdtempSync(path.join(tmpdir(), 'starmesh-picture-'));
  const terminal = new headless.Terminal({ cols: columns, rows, allowProposedApi: true });
  const program = spawn(process.execPath, [path.join(root, 'dist/bin.js'), ...args], {
    cols: columns,
    rows,
    cwd: folder,
    env: { ...process.env, TERM: 'xterm-256color', COLORTERM: 'truecolor' },
  });
  program.onData((data) => terminal.write(data));
  try {
    for (const { after, forMs, file, press } of steps) {
      await until(() => screenText(terminal).includes(after), 30_000, after);
      await new Promise((resolve) => setTimeout(resolve, forMs));
      if (file !== undefined) {
        program.write('e');
        const screen = () => exportedScreens(folder)[0];
        await until(() => screen() !== undefined, 10_000, 'an export');
        copyFileSync(screen(), path.join(root, file));
        rmSync(screen());
        process.stderr.write(`${file}\n`);
      }
      program.write(press);
    }
    await new Promise((resolve) => program.onExit(resolve));
  } finally {
    program.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What `e` has written of the screen; a folder has its name once everything is in it. */
function exportedScreens(folder) {
  return readdirSync(folder)
    .map((name) => path.join(folder, name, 'screen.svg'))
    .filter((file) => existsSync(file));
}

function until(condition, msMax, what) {
  return new Promise((resolve, reject) => {
    const giveUp = setTimeout(() => reject(new Error(`"${what}" did not come within ${msMax} ms`)), msMax);
    const timer = setInterval(() => {
      if (!condition()) return;
      clearInterval(timer);
      clearTimeout(giveUp);
      resolve();
    }, 50);
  });
}

function screenText(terminal) {
  const buffer = terminal.buffer.active;
  return Array.from({ length: rows }, (_, at) => buffer.getLine(at)?.translateToString(true) ?? '').join('\n');
}

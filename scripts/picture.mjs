/*
 * Draws the pictures of the README from the real program: runs dist/bin.js in a pseudo-terminal, presses the keys, and writes what the
 * terminal shows as SVG into docs/. `node scripts/picture.mjs` makes all of them. The one that moves is drawn by `starmesh replay --svg`, from a
 * recording of such a run; `node scripts/picture.mjs switch` makes it alone.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { spawn } from '@lydell/node-pty';
import headless from '@xterm/headless';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');
const columns = 120;
const rows = 36;
const cellWidth = 8.4;
const cellHeight = 18;
const ground = '#12161c';
const text = '#cdd6e0';

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
  const terminal = new headless.Terminal({ cols: columns, rows, allowProposedApi: true });
  const program = spawn(process.execPath, [path.join(root, 'dist/bin.js'), ...args], {
    cols: columns,
    rows,
    env: { ...process.env, TERM: 'xterm-256color', COLORTERM: 'truecolor' },
  });
  program.onData((data) => terminal.write(data));
  try {
    for (const { after, forMs, file, press } of steps) {
      await until(() => screenText(terminal).includes(after), 30_000, after);
      await new Promise((resolve) => setTimeout(resolve, forMs));
      if (file !== undefined) {
        writeFileSync(path.join(root, file), svgOf(terminal));
        process.stderr.write(`${file}\n`);
      }
      program.write(press);
    }
    await new Promise((resolve) => program.onExit(resolve));
  } finally {
    program.kill();
  }
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

function svgOf(terminal) {
  const width = Math.ceil(columns * cellWidth);
  const height = rows * cellHeight + 12;
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="The starmesh dashboard">`,
    `<rect width="100%" height="100%" rx="8" fill="${ground}"/>`,
    '<g font-family="ui-monospace, JetBrains Mono, DejaVu Sans Mono, Menlo, Consolas, monospace" font-size="14" xml:space="preserve">',
  ];
  for (let y = 0; y < rows; y++)
    for (const run of runsOf(terminal.buffer.active.getLine(y))) parts.push(svgRun(run, y));
  return `${[...parts, '</g>', '</svg>'].join('\n')}\n`;
}

/** Cells next to each other that look alike. */
function runsOf(line) {
  const runs = [];
  for (let x = 0; x < columns; x++) {
    const cell = line?.getCell(x);
    if (cell === undefined) continue;
    const inverse = cell.isInverse() !== 0;
    const front = cell.isFgRGB() ? hex(cell.getFgColor()) : text;
    const back = cell.isBgRGB() ? hex(cell.getBgColor()) : undefined;
    const look = { front: inverse ? ground : front, back: inverse ? front : back, bold: cell.isBold() !== 0 };
    const last = runs.at(-1);
    const characters = cell.getChars() || ' ';
    if (last && last.front === look.front && last.back === look.back && last.bold === look.bold)
      last.text += characters;
    else runs.push({ x, text: characters, ...look });
  }
  return runs;
}

function svgRun({ x, text: characters, front, back, bold }, y) {
  const left = (x * cellWidth).toFixed(1);
  const width = (characters.length * cellWidth).toFixed(1);
  const top = y * cellHeight + 6;
  const rect =
    back === undefined ? '' : `<rect x="${left}" y="${top}" width="${width}" height="${cellHeight}" fill="${back}"/>`;
  if (characters.trim() === '') return rect;
  const weight = bold ? ' font-weight="bold"' : '';
  const escaped = characters.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return `${rect}<text x="${left}" y="${top + 13.5}" textLength="${width}" fill="${front}"${weight}>${escaped}</text>`;
}

function hex(color) {
  return `#${color.toString(16).padStart(6, '0')}`;
}

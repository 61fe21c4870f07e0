import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';

const bin = path.join(import.meta.dirname, '..', '..', 'dist', 'bin.js');
const start = promisify(execFile);

/** `starmesh run --json` with flags: its document, also of a run whose checks failed. `dist/` must be built. */
export async function runDocument(...flags) {
  const { stdout } = await start(process.execPath, [bin, 'run', '--json', ...flags], { maxBuffer: 2 ** 26 });
  return JSON.parse(stdout);
}

/** Lets samplers take turns, every other round backwards, so that a machine that gets slower is unfair to none. */
export async function inTurn(rounds, samplers) {
  for (let round = 0; round < rounds; round++) {
    for (const sample of round % 2 === 0 ? samplers : samplers.toReversed()) await sample();
  }
}

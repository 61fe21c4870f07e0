import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, release, type } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';

export const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', '..');

const run = promisify(execFile);

/**
 * Runs `starmesh …` of dist/, each command once: side by side on the cores there are, or one after the other where what it costs is of interest.
 * Gives what it printed, as to a pipe, and what it took.
 */
export function createProgram(parallel) {
  const outputs = new Map();
  const lanes = Array.from({ length: parallel }, () => Promise.resolve());
  return (command) => {
    const lane = outputs.size % parallel;
    if (!outputs.has(command)) {
      const made = lanes[lane].then(() => output(command));
      outputs.set(command, made);
      lanes[lane] = made.catch(() => undefined);
    }
    return outputs.get(command);
  };
}

/** Bash's `time` counts what the children of the program take, too. */
async function output(command) {
  const timed = 'TIMEFORMAT="%U %S %R"; time "$0" "$@"';
  const words = [process.execPath, path.join(root, 'dist', 'bin.js'), ...command.split(' ').slice(1)];
  const env = { ...process.env, LANG: 'C.UTF-8', NO_COLOR: '1' };
  const { stdout, stderr } = await run('bash', ['-c', timed, ...words], { cwd: root, env, maxBuffer: 2 ** 30 });
  const [user, system, seconds] = stderr.trim().split('\n').at(-1).split(' ').map(Number);
  return { text: stdout.trimEnd(), cpuSeconds: user + system, seconds };
}

/** Where and when a figure was made that depends on it. */
export function machineLine(set) {
  const day = new Date().toISOString().slice(0, 10);
  const cores = `${availableParallelism()} cores (${cpus()[0]?.model ?? 'unknown'})`;
  const how = set === 'measured' ? 'measured' : 'simulated';
  return `(${how} ${day}, ${cores}, ${type()} ${release()}, Node ${process.versions.node}, load ${loadavg()[0].toFixed(1)})`;
}

/** A module of source/, bundled and loaded: for figures and files that are made of the program's own tables. */
export async function loadSource(file) {
  const outfile = path.join(root, '.starmesh', 'docs', `${file.replaceAll('/', '-')}.mjs`);
  mkdirSync(path.dirname(outfile), { recursive: true });
  await build({
    absWorkingDir: root,
    entryPoints: [file],
    outfile,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'warning',
  });
  return import(pathToFileURL(outfile));
}

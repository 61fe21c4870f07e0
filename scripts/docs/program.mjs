import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, release, type } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

export const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', '..');

/** Runs `starmesh …` of dist/, each command once, two at a time. Gives what it printed, as to a pipe. */
export function createProgram() {
  const outputs = new Map();
  const lanes = [Promise.resolve(), Promise.resolve()];
  return (command) => {
    if (!outputs.has(command)) {
      const lane = outputs.size % lanes.length;
      outputs.set(
        command,
        lanes[lane].then(() => output(command)),
      );
      lanes[lane] = outputs.get(command).catch(() => undefined);
    }
    return outputs.get(command);
  };
}

function output(command) {
  const [, ...words] = command.split(' ');
  const env = { ...process.env, LANG: 'C.UTF-8', NO_COLOR: '1' };
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      [path.join(root, 'dist', 'bin.js'), ...words],
      { cwd: root, env, maxBuffer: 1e9 },
      (error, stdout) => (error ? reject(error) : resolve(stdout.trimEnd())),
    );
  });
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

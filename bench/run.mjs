/*
 * Benchmarks with their baselines in the same run: node bench/run.mjs [name…]; --list gives the names.
 * Each is a file of bench/benchmarks that exports `about` and `run`. Figures are printed, and kept in bench/results.
 */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { buildParts } from './shared/build.mjs';

const folder = path.join(import.meta.dirname, 'benchmarks');
const names = readdirSync(folder).map((file) => path.basename(file, '.mjs'));
const wanted = process.argv.slice(2);
const load = (name) => import(path.join(folder, `${name}.mjs`));

if (wanted.includes('--list')) {
  for (const name of names) process.stdout.write(`${name.padEnd(14)}${(await load(name)).about}\n`);
} else {
  const unknown = wanted.find((name) => !names.includes(name));
  if (unknown !== undefined) {
    process.stderr.write(`bench: there is no benchmark "${unknown}"; there are ${names.join(', ')}\n`);
    process.exit(2);
  }
  await buildParts();
  for (const name of wanted.length === 0 ? names : wanted) await (await load(name)).run();
}

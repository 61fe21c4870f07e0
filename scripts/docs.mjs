/*
 * Makes what documents take from the program: figures between marks (`<!-- figures NAME -->` … `<!-- end -->`).
 *
 *   npm run docs                  the quick figures: simulated, or from the program's tables; some ten seconds in all
 *   npm run docs -- --slow        the simulated figures of minutes too; `--measured`: those on processes of this machine
 *   npm run docs -- NAME …        the figures of these names alone
 *   npm run docs -- --check       writes nothing, says what differs, and ends with 1 then
 *   npm run docs -- --list        the names, with their sets and commands
 *
 * A figure that is not made anew stays as it is; `--check` then only looks whether the commands that make it still stand in it.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { figures } from './docs/figures.mjs';
import { figureNames, withFigures } from './docs/marks.mjs';
import { createProgram, machineLine, root } from './docs/program.mjs';

const sets = ['quick', 'slow', 'measured'];
const words = process.argv.slice(2);
const isCheck = words.includes('--check');
const names = words.filter((word) => !word.startsWith('--'));
const unknown = [
  ...words.filter((word) => word.startsWith('--') && !['check', 'list', ...sets].includes(word.slice(2))),
  ...names.filter((name) => !(name in figures)),
];

if (unknown.length > 0) fail(`there is no ${unknown.join(', ')}; see the top of scripts/docs.mjs, and --list`);
else if (words.includes('--list')) list();
else await make();

async function make() {
  const used = documents().flatMap((file) => figureNames(read(file)));
  const wanted = Object.keys(figures).filter((name) => used.includes(name) && isWanted(name));
  const run = createProgram(wanted.every((name) => figures[name].set === 'quick') ? availableParallelism() : 1);
  const made = await Promise.all(wanted.map((name) => figureText(figures[name], run)));
  const textOf = new Map(wanted.map((name, at) => [name, made[at]]));
  // Read once more: slow figures take minutes, in which somebody may write.
  const results = documents().map((file) => ({ file, ...withFigures(read(file), figures, textOf) }));
  const changed = results.filter(({ file, text }) => read(file) !== text);
  const problems = results.flatMap(({ file, errors }) => errors.map((error) => `${file}: ${error}`));
  if (isCheck) problems.push(...changed.map(({ file }) => `${file}: not what the program says now; npm run docs`));
  else for (const { file, text } of changed) write(file, text);
  if (problems.length > 0) fail(problems.join('\n'));
}

function read(file) {
  const full = path.join(root, file);
  return existsSync(full) ? readFileSync(full, 'utf8') : '';
}

function write(file, text) {
  writeFileSync(path.join(root, file), text);
  process.stdout.write(`${file}\n`);
}

async function figureText({ set, commands, text }, run) {
  const body = await text(await Promise.all(commands.map(run)), commands);
  return set === 'quick' ? body : `${body}\n\n${machineLine(set)}`;
}

function isWanted(name) {
  if (names.length > 0) return names.includes(name);
  return figures[name].set === 'quick' || words.includes(`--${figures[name].set}`);
}

function documents() {
  const inDocs = readdirSync(path.join(root, 'docs')).map((file) => `docs/${file}`);
  return ['README.md', 'CONTRIBUTING.md', ...inDocs].filter((file) => file.endsWith('.md'));
}

function list() {
  for (const [name, { set, commands }] of Object.entries(figures)) {
    process.stdout.write(`${name.padEnd(20)} ${set.padEnd(9)} ${commands.join('\n'.padEnd(32))}\n`);
  }
}

function fail(message) {
  process.stderr.write(`docs: ${message}\n`);
  process.exitCode = 1;
}

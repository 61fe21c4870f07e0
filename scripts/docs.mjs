/*
 * Makes what documents take from the program: whole files, and figures between marks (`<!-- figures NAME -->` … `<!-- end -->`).
 *
 *   npm run docs                  whole files, and the quick figures: simulated, a few seconds in all
 *   npm run docs -- --slow        the simulated figures of minutes too; `--measured`: those on processes of this machine
 *   npm run docs -- NAME …        the figures of these names alone
 *   npm run docs -- --check       writes nothing, says what differs, and ends with 1 then
 *   npm run docs -- --list        the names, with their sets and commands
 *
 * A figure that is not made anew stays as it is; `--check` then only looks whether the commands that make it still stand in it.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { figures } from './docs/figures.mjs';
import { figureNames, withFigures } from './docs/marks.mjs';
import { createProgram, machineLine, root } from './docs/program.mjs';

/** Whole files: a path, and a function that gives its text. */
const files = {};

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
  const before = new Map(documents().map((file) => [file, readFileSync(path.join(root, file), 'utf8')]));
  const after = new Map();
  if (names.length === 0) for (const [file, text] of Object.entries(files)) after.set(file, await text());
  const run = createProgram();
  const used = [...before.values()].flatMap(figureNames);
  const wanted = Object.keys(figures).filter((name) => used.includes(name) && isWanted(name));
  const textOf = new Map(wanted.map((name) => [name, figureText(figures[name], run)]));
  const problems = [];
  for (const [file, document] of before) {
    if (after.has(file)) continue;
    const { text, errors } = await withFigures(document, figures, textOf);
    problems.push(...errors.map((error) => `${file}: ${error}`));
    after.set(file, text);
  }
  if (problems.length > 0) return fail(problems.join('\n'));
  const changed = [...after].filter(([file, text]) => before.get(file) !== text);
  if (isCheck && changed.length > 0) {
    const changedFiles = changed.map(([file]) => file).join(', ');
    return fail(`${changedFiles}: not what the program says now; npm run docs writes it anew`);
  }
  for (const [file, text] of changed) {
    writeFileSync(path.join(root, file), text);
    process.stdout.write(`${file}\n`);
  }
}

/** Waited for once all are begun, so that they run side by side. */
function figureText({ set, commands, text }, run) {
  const made = Promise.all(commands.map(run)).then((outputs) => text(outputs, commands));
  made.catch(() => undefined);
  return set === 'quick' ? made : made.then((body) => `${body}\n\n${machineLine(set)}`);
}

function isWanted(name) {
  if (names.length > 0) return names.includes(name);
  return figures[name].set === 'quick' || words.includes(`--${figures[name].set}`);
}

function documents() {
  const inDocs = readdirSync(path.join(root, 'docs')).map((file) => `docs/${file}`);
  return ['README.md', ...inDocs].filter((file) => file.endsWith('.md'));
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

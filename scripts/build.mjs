/*
 * Bundles source/ into dist/:
 *   bin.js            what `starmesh` starts: checks Node, sets the environment, then loads cli.js
 *   cli.js            all that is needed up to the first screen or the first word. One CommonJS file, as Node takes 35 ms longer over
 *                     ES modules in several; package.json beside it says that it is one
 *   run.mjs, dashboard.mjs, … *-HASH.mjs  the commands, each loaded when it is called, and what they share. What they share with
 *                     cli.js is there twice: nothing in it may have state, and errors are told apart by their name
 *   node-process.cjs  one node; a single file with everything in it, because dozens of processes start from it at once
 * `node scripts/build.mjs node-process` makes one of the parts alone, for work on it; then dist does not count as current.
 */
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const { sourceStamp } = createRequire(import.meta.url)('./prepare.cjs');
const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');
const dist = path.join(root, 'dist');

const common = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node20',
  charset: 'utf8',
  logLevel: 'warning',
};

const minified = {
  minifySyntax: true, // leaves out what only a development build of react does
  minifyWhitespace: true,
  lineLimit: 160, // Node quotes the line that threw
};

/** What is loaded at the start of a process. */
const commonJs = {
  ...common,
  ...minified,
  format: 'cjs',
  define: { 'process.env.NODE_ENV': '"production"', 'import.meta.url': 'urlOfBundle' },
  banner: { js: "const urlOfBundle = require('node:url').pathToFileURL(__filename).href;" },
  // Rarely used and large, or partly native. What is left is bundled: looking for a package's files takes longer than reading them.
  external: ['@observablehq/plot', 'linkedom', 'systeminformation', 'net-ping', 'react-devtools-core', 'yaml'],
};

/** What is loaded later. */
const esModules = {
  ...common,
  ...minified,
  format: 'esm',
  outExtension: { '.js': '.mjs' },
  define: { 'process.env.NODE_ENV': '"production"', 'process.env.DEV': '"false"' },
  logOverride: { 'assign-to-define': 'silent' }, // bin.ts sets NODE_ENV for what is not in the bundle
  banner: {
    js: "import { createRequire as createRequireOfBundle } from 'node:module'; const require = createRequireOfBundle(import.meta.url);",
  },
  external: commonJs.external,
  splitting: true,
  chunkNames: '[name]-[hash]',
};

const ofPackageFiles = [
  ['readPackageUpSync as a,', 'notHere as a,'],
  ['normalizePackageData as n,', 'notHere as n,'],
  ['var normalizeExports = requireNormalize();', 'const notHere = undefined;'],
  ['getDefaultExportFromCjs(normalizeExports)', 'undefined'],
  ['var libExports = requireLib$1();', 'const libExports = undefined;'],
  ['promisify(execFile);', ''],
];

/**
 * meow is one file with all that it needs. Three quarters of it find and mend the package.json that describes a program, and sort
 * the names of licences when they are loaded. commands/line/flags.ts hands that description in, and asks nothing back. Measured on
 * 2026-12-01 (`node bin.js --version`, 40 pairs, two busy cores): 149 ms at the least without that part, 202 ms with it; the paired
 * differences have a median of 65 ms, half of them between 35 and 107 ms. cli.js has 185 kB, or 299 kB.
 */
const withoutPackageFiles = {
  name: 'without-package-files',
  setup(bundler) {
    bundler.onLoad({ filter: /meow[\\/]build[\\/]dependencies\.js$/ }, async ({ path: file }) => {
      const code = await readFile(file, 'utf8');
      const missing = ofPackageFiles.find(([part]) => !code.includes(part));
      if (missing !== undefined)
        throw new Error(`${file} has no \`${missing[0]}\`: see ofPackageFiles in scripts/build.mjs`);
      return { contents: ofPackageFiles.reduce((text, [from, to]) => text.replace(from, to), code) };
    });
  },
};

const parts = {
  cli: buildCli,
  'node-process': (outdir) =>
    build({
      ...commonJs,
      outdir,
      entryPoints: { 'node-process': 'source/drivers/node/node-process.ts' },
      outExtension: { '.js': '.cjs' },
    }),
};

const wanted = process.argv.slice(2);
const names = wanted.length === 0 ? Object.keys(parts) : wanted;
checkNames();

// Taken before the build: a file that changes meanwhile makes the next start build again.
const stamp = sourceStamp(root);
mkdirSync(path.join(root, '.starmesh'), { recursive: true });
const fresh = mkdtempSync(path.join(root, '.starmesh', 'build-'));
try {
  await Promise.all(names.map((name) => parts[name](fresh)));
  if (wanted.length === 0) writeFileSync(path.join(fresh, 'build-stamp'), stamp);
  publish();
} catch (error) {
  // esbuild has printed its own errors, with file and line.
  if (!Array.isArray(error?.errors)) throw error;
  process.exitCode = 1;
} finally {
  rmSync(fresh, { recursive: true, force: true });
}

/** bin.js, cli.js, and the modules that they load when they run. */
async function buildCli(outdir) {
  const commands = {};
  const loadedLater = {
    name: 'loaded-later',
    setup(bundler) {
      bundler.onResolve({ filter: /^\./ }, ({ kind, path: file, resolveDir }) => {
        if (kind !== 'dynamic-import') return undefined;
        const { name } = path.parse(file);
        if (name === 'cli') return { path: './cli.js', external: true };
        commands[name] = path.join(resolveDir, file);
        return { path: `./${name}.mjs`, external: true };
      });
    },
  };
  const plugins = [loadedLater, withoutPackageFiles];
  await Promise.all([
    build({
      ...commonJs,
      outdir,
      entryPoints: { bin: 'source/bin.ts' },
      plugins,
      banner: {},
      define: {},
      supported: { 'dynamic-import': false }, // `require` does the same with less
    }),
    build({ ...commonJs, outdir, entryPoints: { cli: 'source/cli.ts' }, plugins }),
  ]);
  await build({ ...esModules, outdir, entryPoints: commands });
  writeFileSync(path.join(outdir, 'package.json'), '{ "type": "commonjs" }\n');
}

function checkNames() {
  const unknown = names.find((name) => parts[name] === undefined);
  if (unknown !== undefined) fail(`there is no part "${unknown}"; the parts are ${Object.keys(parts).join(' and ')}`);
}

function fail(message) {
  process.stderr.write(`build: ${message}\n`);
  process.exit(1);
}

/**
 * Moves the files in one by one, those that others import first, so that at no moment is there a dist that does not work. The
 * old stamp goes first and the new one comes last: a build that is interrupted is not taken for a whole one.
 */
function publish() {
  mkdirSync(dist, { recursive: true });
  rmSync(path.join(dist, 'build-stamp'), { force: true });
  const files = readdirSync(fresh).sort((a, b) => rank(a) - rank(b));
  for (const file of files) {
    if (file === 'bin.js') chmodSync(path.join(fresh, file), 0o755);
    renameSync(path.join(fresh, file), path.join(dist, file));
  }
  if (wanted.length > 0) return;
  const old = readdirSync(dist).filter((file) => !files.includes(file));
  for (const file of old) rmSync(path.join(dist, file), { recursive: true });
}

function rank(file) {
  return ['package.json', 'cli.js', 'bin.js', 'build-stamp'].indexOf(file);
}

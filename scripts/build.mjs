/*
 * Bundles source/ into dist/:
 *   bin.js            what `starmesh` starts: checks Node, sets the environment, then imports cli.js
 *   cli.js, *-HASH.js  the commands; what only the dashboard needs (ink, react) is a chunk that is loaded when it opens
 *   node-process.cjs  one node; a single file with everything in it, because dozens of processes start from it at once
 * `node scripts/build.mjs node-process` makes one of the parts alone, for work on it; then dist does not count as current.
 */
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
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

const parts = {
  cli: {
    ...common,
    // bin.ts imports cli.tsx only when it runs; as both are entries, each stays a file of its own.
    entryPoints: { bin: 'source/bin.ts', cli: 'source/cli.tsx' },
    format: 'esm',
    // Rarely used and large, or partly native. What is left is bundled: looking for a package's files takes longer than reading them.
    external: ['@observablehq/plot', 'linkedom', 'systeminformation', 'net-ping', 'react-devtools-core', 'yaml'],
    minifySyntax: true, // leaves out what only a development build of react does
    minifyWhitespace: true,
    lineLimit: 160, // Node quotes the line that threw
    define: { 'process.env.NODE_ENV': '"production"', 'process.env.DEV': '"false"' },
    logOverride: { 'assign-to-define': 'silent' }, // bin.ts sets NODE_ENV for what is not in the bundle
    banner: {
      js: "import { createRequire as createRequireOfBundle } from 'node:module'; const require = createRequireOfBundle(import.meta.url);",
    },
    splitting: true,
    chunkNames: '[name]-[hash]',
  },
  'node-process': {
    ...common,
    entryPoints: { 'node-process': 'source/drivers/node-process.ts' },
    format: 'cjs',
    outExtension: { '.js': '.cjs' },
    minifySyntax: true,
    minifyWhitespace: true,
    lineLimit: 160, // Node quotes the line that threw
    define: { 'process.env.NODE_ENV': '"production"' },
  },
};

const wanted = process.argv.slice(2);
const names = wanted.length === 0 ? Object.keys(parts) : wanted;
checkNames();

// Taken before the build: a file that changes meanwhile makes the next start build again.
const stamp = sourceStamp(root);
mkdirSync(path.join(root, '.starmesh'), { recursive: true });
const fresh = mkdtempSync(path.join(root, '.starmesh', 'build-'));
try {
  await Promise.all(names.map((name) => build({ ...parts[name], outdir: fresh })));
  if (wanted.length === 0) writeFileSync(path.join(fresh, 'build-stamp'), stamp);
  publish();
} catch (error) {
  // esbuild has printed its own errors, with file and line.
  if (!Array.isArray(error?.errors)) throw error;
  process.exitCode = 1;
} finally {
  rmSync(fresh, { recursive: true, force: true });
}

function checkNames() {
  const unknown = names.find((name) => parts[name] === undefined);
  if (unknown !== undefined) fail(`there is no part "${unknown}"; the parts are ${Object.keys(parts).join(' and ')}`);
  const entries = names.flatMap((name) => Object.values(parts[name].entryPoints));
  const missing = entries.find((entry) => !existsSync(path.join(root, entry)));
  if (missing !== undefined) fail(`${missing} does not exist`);
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
  return ['cli.js', 'bin.js', 'build-stamp'].indexOf(file);
}

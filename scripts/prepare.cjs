/*
 * Makes a checkout ready to run: installs packages when node_modules does not fit package-lock.json, builds when dist does not fit
 * source. Says what it does on stderr only, so that `npm start -- run --json` keeps stdout for the document.
 * Written in the syntax of ten years ago: an old Node must get as far as reading which version is needed.
 */
'use strict';

const childProcess = require('child_process');
const crypto = require('crypto');
const fs = require('fs');
const path = require('path');
const nodeNeeded = require('../source/base/node-needed.cjs');

const lockWaitMsMax = 10 * 60 * 1000;
const root = path.join(__dirname, '..');

/** Why a checkout could not be made ready. `exitCode`: 2 for a Node that is too old, 3 for an install or build that failed. */
function PrepareError(message, exitCode) {
  this.message = message;
  this.exitCode = exitCode;
}

/** Installs and builds what is not current; gives what it had to do. Throws PrepareError. */
function prepare() {
  if (!nodeNeeded.isEnough) throw new PrepareError(nodeNeeded.refusal, 2);
  if (isCurrent()) return { installed: false, built: false };
  return withLock(path.join(root, '.starmesh', 'prepare.lock'), () => ({ installed: install(), built: build() }));
}

function isCurrent() {
  return isInstalled() && read(path.join(root, 'dist', 'build-stamp')) === sourceStamp(root);
}

function say(text) {
  process.stderr.write(`starmesh: ${text}\n`);
}

function read(file) {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch (_) {
    return undefined;
  }
}

function hashOf(files) {
  const hash = crypto.createHash('sha256');
  files.forEach((file) => {
    hash.update(`${path.relative(root, file)}\0`);
    hash.update(fs.readFileSync(file));
  });
  return hash.digest('hex');
}

// Installing

function installStamp() {
  // The native part of net-ping fits one ABI of Node: another one is a reason to install again.
  return `${hashOf([path.join(root, 'package-lock.json')])} abi ${process.versions.modules}`;
}

function isInstalled() {
  const modules = path.join(root, 'node_modules');
  if (!fs.existsSync(path.join(modules, 'esbuild', 'package.json'))) return false;
  const stamp = read(path.join(modules, '.starmesh-stamp'));
  if (stamp !== undefined) return stamp === installStamp();
  // No stamp: someone ran npm by hand. npm writes this file last, so a newer one than the lock means an install that finished.
  const marker = path.join(modules, '.package-lock.json');
  return (
    fs.existsSync(marker) && fs.statSync(marker).mtimeMs >= fs.statSync(path.join(root, 'package-lock.json')).mtimeMs
  );
}

function install() {
  if (isInstalled()) return false;
  say('installing packages (npm ci), once …');
  const result = runNpm(['ci', '--include=dev', '--loglevel=error', '--no-audit', '--no-fund', '--no-progress']);
  if (result.error)
    throw new PrepareError(`cannot run npm: ${result.error.message}. Is npm installed and on the PATH?`, 3);
  if (result.status !== 0) {
    const how = result.signal ? `was ended by ${result.signal}` : `failed with exit code ${result.status}`;
    const remedy =
      'Check that the package registry can be reached (npm ping) and that the disk has room, then try again.';
    throw new PrepareError(`installing packages (npm ci) ${how}; its reason is above. ${remedy}`, 3);
  }
  fs.writeFileSync(path.join(root, 'node_modules', '.starmesh-stamp'), installStamp());
  return true;
}

function runNpm(args) {
  const options = { cwd: root, env: environmentForNpm(), stdio: ['ignore', 2, 2] };
  const npm = process.env.npm_execpath;
  if (npm && /npm-cli\.c?js$/.test(npm)) return childProcess.spawnSync(process.execPath, [npm].concat(args), options);
  if (process.platform === 'win32')
    return childProcess.spawnSync('npm.cmd', args, Object.assign({ shell: true }, options));
  return childProcess.spawnSync('npm', args, options);
}

/** Flags of the outer npm (`npm pack --dry-run`) reach scripts as variables, and would change what an install does. */
function environmentForNpm() {
  const environment = Object.assign({}, process.env);
  Object.keys(environment).forEach((name) => {
    if (
      /^npm_config_(dry_run|global|location|prefix|json|omit|include|only|production|package_lock_only)$/i.test(name)
    ) {
      delete environment[name];
    }
  });
  return environment;
}

// Building

/** A fingerprint of everything that a build is made from. */
function sourceStamp(folder) {
  const files = ['package.json', 'package-lock.json', 'tsconfig.json', path.join('scripts', 'build.mjs')];
  return hashOf(files.map((file) => path.join(folder, file)).concat(filesUnder(path.join(folder, 'source'))));
}

function filesUnder(folder) {
  const entries = fs.readdirSync(folder, { withFileTypes: true });
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  return entries.reduce((files, entry) => {
    const full = path.join(folder, entry.name);
    return files.concat(entry.isDirectory() ? filesUnder(full) : [full]);
  }, []);
}

function build() {
  if (isCurrent()) return false;
  say('building …');
  const result = childProcess.spawnSync(process.execPath, [path.join(root, 'scripts', 'build.mjs')], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  });
  if (result.status !== 0) throw new PrepareError('the build failed; its reason is above.', 3);
  return true;
}

// One at a time

/** Runs `work` while holding a lock file; waits for another holder that is alive, and takes over from one that is not. */
function withLock(lock, work) {
  fs.mkdirSync(path.dirname(lock), { recursive: true });
  acquire(lock);
  const release = () => fs.rmSync(lock, { force: true });
  process.once('exit', release);
  try {
    return work();
  } finally {
    process.removeListener('exit', release);
    release();
  }
}

function acquire(lock) {
  const waitUntil = Date.now() + lockWaitMsMax;
  let told = false;
  while (!create(lock)) {
    if (removeWhenStale(lock)) continue;
    if (!told) say('waiting for another start of starmesh to finish installing …');
    told = true;
    if (Date.now() > waitUntil)
      throw new PrepareError(`another start holds ${lock} for too long; end it or remove that file.`, 3);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
  }
}

/** Linking a finished file makes the lock appear with its content, in one step. */
function create(lock) {
  const own = `${lock}.${process.pid}`;
  fs.writeFileSync(own, String(process.pid));
  try {
    fs.linkSync(own, lock);
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    return false;
  } finally {
    fs.rmSync(own, { force: true });
  }
}

function removeWhenStale(lock) {
  const holder = read(lock);
  if (holder === undefined) return true;
  if (isAlive(Number(holder)) && !isOld(lock)) return false;
  // Renaming first: of two that find the same dead holder, one gets the file, and whoever gets a live one by mistake puts it back.
  const taken = `${lock}.stale.${process.pid}`;
  try {
    fs.renameSync(lock, taken);
    if (read(taken) !== holder) fs.linkSync(taken, lock);
  } catch (error) {
    if (error.code !== 'ENOENT' && error.code !== 'EEXIST') throw error;
  }
  fs.rmSync(taken, { force: true });
  return true;
}

/** The number of a dead holder may have gone to another process. */
function isOld(lock) {
  try {
    return Date.now() - fs.statSync(lock).mtimeMs > lockWaitMsMax;
  } catch (_) {
    return false;
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** Prepares, or says in one line why not and ends the process. */
function prepareOrExit() {
  try {
    return prepare();
  } catch (error) {
    if (!(error instanceof PrepareError)) throw error;
    say(error.message);
    return process.exit(error.exitCode);
  }
}

module.exports = { prepareOrExit: prepareOrExit, sourceStamp: sourceStamp, withLock: withLock };

if (require.main === module) prepareOrExit();

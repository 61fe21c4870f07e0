/*
 * Makes a checkout ready to run: installs packages when node_modules does not fit package-lock.json, builds when dist does not fit
 * source. Says what it does on stderr only, so that `npm start -- run --json` keeps stdout for the document.
 * Written in the syntax of ten years ago: an old Node must get as far as reading which version is needed.
 */
'use strict';

const crypto = require('crypto');
const fs = require('fs');
const path = require('path');
const nodeNeeded = require('../source/base/node-needed.cjs');
const { withLock } = require('./lock.cjs');
const { runChild } = require('./run-child.cjs');

const root = path.join(__dirname, '..');
const modules = path.join(root, 'node_modules');
const stampOfInstall = path.join(modules, '.starmesh-stamp');
/** npm writes it last. */
const stampOfNpm = path.join(modules, '.package-lock.json');

/** Said to an npm that runs the scripts of this package: it is this script that has called it. */
const inPrepare = 'STARMESH_PREPARES';
/** npm has installed and wants the rest, as when starmesh is installed from git. */
const isCalledByNpm = process.env.npm_lifecycle_event === 'prepare';

/** Why a checkout could not be made ready. `exitCode`: 2 for a Node that is too old, 130 when somebody ended it, else 3. */
function PrepareError(message, exitCode) {
  this.message = message;
  this.exitCode = exitCode;
}

/** Installs and builds what is not current. Rejects with PrepareError. */
function prepare() {
  if (!nodeNeeded.isEnough) return Promise.reject(new PrepareError(nodeNeeded.refusal, 2));
  if (process.env[inPrepare] || isCurrent()) return Promise.resolve();
  if (isCalledByNpm && !hasBuilder()) return Promise.resolve(); // npm install --omit=dev
  const lock = path.join(root, '.starmesh', 'prepare.lock');
  const onWait = () => say('waiting for another start of starmesh to finish installing …');
  const onTooLong = () => new PrepareError(`another start holds ${lock} for too long; end it or remove that file.`, 3);
  return Promise.resolve()
    .then(() => withLock(lock, () => install().then(build), onWait, onTooLong))
    .catch((error) => {
      if (error instanceof PrepareError || !error.syscall) throw error;
      const remedy = 'Make the checkout writable once, or copy it to where it is.';
      throw new PrepareError(`cannot make ${root} ready: ${error.message}. ${remedy}`, 3);
    });
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

function hasBuilder() {
  return fs.existsSync(path.join(modules, 'esbuild', 'package.json'));
}

function isInstalled() {
  if (!hasBuilder()) return false;
  if (isCalledByNpm) return true;
  const stamp = read(stampOfInstall);
  if (stamp !== undefined) return stamp === installStamp();
  // No stamp: someone ran npm by hand. A newer mark of npm's than the lock means an install that finished.
  const changedMs = (file) => fs.statSync(file).mtimeMs;
  return fs.existsSync(stampOfNpm) && changedMs(stampOfNpm) >= changedMs(path.join(root, 'package-lock.json'));
}

function install() {
  if (isInstalled()) return Promise.resolve();
  say('installing packages (npm ci), once …');
  fs.rmSync(stampOfInstall, { force: true });
  // An install that was broken off left anything: npm trips over some of it.
  if (!fs.existsSync(stampOfNpm)) fs.rmSync(modules, { recursive: true, force: true, maxRetries: 10 });
  return runNpm(['ci', '--include=dev', '--loglevel=error', '--no-audit', '--no-fund', '--no-progress']).then(
    (result) => {
      requireNotInterrupted(result, 'installing packages');
      const how = result.signal ? `was ended by ${result.signal}` : `failed with exit code ${result.code}`;
      const remedy =
        'Check that the package registry can be reached (npm ping) and that the disk has room, then try again.';
      if (result.code !== 0)
        throw new PrepareError(`installing packages (npm ci) ${how}; its reason is above. ${remedy}`, 3);
      fs.writeFileSync(stampOfInstall, installStamp());
    },
    (error) => {
      throw new PrepareError(`cannot run npm: ${error.message}. Is npm installed and on the PATH?`, 3);
    },
  );
}

function requireNotInterrupted(result, what) {
  if (result.isInterrupted)
    throw new PrepareError(`${what} was interrupted; what it began is ended, and the next start begins again.`, 130);
}

function runNpm(args) {
  const options = { cwd: root, env: environmentForNpm(), stdio: ['ignore', 2, 2] };
  const npm = process.env.npm_execpath;
  if (npm && /npm-cli\.c?js$/.test(npm)) return runChild(process.execPath, [npm].concat(args), options);
  if (process.platform === 'win32') return runChild('npm.cmd', args, Object.assign({ shell: true }, options));
  return runChild('npm', args, options);
}

/** Flags of the outer npm (`npm pack --dry-run`) reach scripts as variables, and would change what an install does. */
function environmentForNpm() {
  const environment = Object.assign({}, process.env);
  environment[inPrepare] = '1';
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
  if (isCurrent()) return undefined;
  say('building …');
  const options = { cwd: root, stdio: ['ignore', 2, 2] };
  return runChild(process.execPath, [path.join(root, 'scripts', 'build.mjs')], options).then((result) => {
    requireNotInterrupted(result, 'building');
    if (result.code !== 0) throw new PrepareError('the build failed; its reason is above.', 3);
  });
}

/** Prepares, then calls `next`; or says in one line why not and ends the process. */
function prepareThen(next) {
  prepare().then(next, (error) => {
    if (!(error instanceof PrepareError)) throw error;
    say(error.message);
    process.exit(error.exitCode);
  });
}

module.exports = { prepareThen: prepareThen, sourceStamp: sourceStamp };

if (require.main === module) prepareThen(() => undefined);

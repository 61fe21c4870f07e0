// One at a time: a lock file that holds the number of its process. In the syntax of ten years ago, as prepare.cjs is.
'use strict';

const fs = require('fs');
const path = require('path');

const waitMsMax = 10 * 60 * 1000;
const lookMs = 100;

/**
 * Runs `work`, which gives a promise, while holding the lock; waits for another holder that is alive, and takes over from one that is
 * not. `onWait` is called once when there is one, `onTooLong` gives the error when it holds the lock for too long.
 */
function withLock(lock, work, onWait, onTooLong) {
  fs.mkdirSync(path.dirname(lock), { recursive: true });
  const release = () => fs.rmSync(lock, { force: true });
  return acquire(lock, onWait, onTooLong).then(() => {
    process.once('exit', release);
    const end = () => {
      process.removeListener('exit', release);
      release();
    };
    return work().then(
      (result) => {
        end();
        return result;
      },
      (error) => {
        end();
        throw error;
      },
    );
  });
}

function acquire(lock, onWait, onTooLong) {
  const waitUntil = Date.now() + waitMsMax;
  let told = false;
  return new Promise((resolve, reject) => {
    const attempt = () => {
      try {
        while (!create(lock)) {
          if (removeWhenStale(lock)) continue;
          if (!told) onWait();
          told = true;
          if (Date.now() > waitUntil) return reject(onTooLong());
          return setTimeout(attempt, lookMs);
        }
        return resolve();
      } catch (error) {
        return reject(error);
      }
    };
    attempt();
  });
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
  if (holder === undefined) return !fs.existsSync(lock); // what is there and cannot be read is another's
  if (isAlive(Number(holder)) && !isOld(lock)) return false;
  // Renaming first: of two that find the same dead holder, one gets the file, and what gets a live one by mistake puts it back.
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
    return Date.now() - fs.statSync(lock).mtimeMs > waitMsMax;
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

function read(file) {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch (_) {
    return undefined;
  }
}

module.exports = { withLock: withLock };

// Runs a program that must not outlive this one. In the syntax of ten years ago, as prepare.cjs is.
'use strict';

const childProcess = require('child_process');

const endMsMax = 5000;
const endings = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * Resolves when the program and what it started are gone: `{ code, signal, isInterrupted }`. A signal to this process (Ctrl-C) ends
 * them first, a second one, or 5 s, at once. Rejects when the program cannot be started.
 */
function runChild(command, args, options) {
  // A group of its own, which can be ended as a whole: npm leaves the scripts that it runs behind.
  const isGroup = process.platform !== 'win32';
  const child = childProcess.spawn(command, args, Object.assign({ detached: isGroup }, options));
  let isInterrupted = false;
  let timer;

  const send = (signal) => {
    try {
      process.kill(isGroup ? -child.pid : child.pid, signal);
    } catch (_) {
      // It has ended.
    }
  };
  const interrupt = () => {
    send(isInterrupted ? 'SIGKILL' : 'SIGTERM');
    isInterrupted = true;
    timer = timer || setTimeout(() => send('SIGKILL'), endMsMax);
  };

  for (const signal of endings) process.on(signal, interrupt);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      if (isInterrupted) send('SIGKILL'); // what of the group did not listen
      resolve({ code: code, signal: signal, isInterrupted: isInterrupted });
    });
  }).then(
    (result) => {
      release();
      return result;
    },
    (error) => {
      release();
      throw error;
    },
  );

  function release() {
    clearTimeout(timer);
    for (const signal of endings) process.removeListener(signal, interrupt);
  }
}

module.exports = { runChild: runChild };

// `npm start`: makes the checkout ready, then becomes the program, in this same process: signals, exit code and terminal are its own.
'use strict';

const path = require('path');
const { prepareThen } = require('./prepare.cjs');

const lookMs = 200;

if (process.env.npm_lifecycle_event === 'start') endWithShell(process.ppid);
prepareThen(() => {
  process.argv[1] = path.join(__dirname, '..', 'dist', 'bin.js');
  if (process.argv[2] === '--') process.argv.splice(2, 1); // pnpm and Yarn hand on the dashes that npm takes
  require(process.argv[1]);
});

/** A signal for npm ends the shell that it has started; `exec`, which would leave none, is unknown to Yarn and to Windows. */
function endWithShell(shell) {
  const timer = setInterval(() => {
    if (process.ppid === shell) return;
    clearInterval(timer);
    process.kill(process.pid, 'SIGTERM');
  }, lookMs);
  timer.unref();
}

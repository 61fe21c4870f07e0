import { writeSync } from 'node:fs';
import { harmlessLines } from './base/harmless.ts';

const couldNotGoOn = 3;
/** How long what a command has opened may take to close after its end, or after something that nobody expected. */
const closeMsMax = 3_000;

/**
 * Runs a command and ends this process with its exit code. The code is 3 until then: whatever else ends the process must not look
 * as if all were well. What nobody caught, rejections too, ends the command as SIGHUP does, which may come twice (a second SIGTERM
 * would end this process at once), and is said when the terminal is back.
 */
export function supervise(command: () => Promise<number>): void {
  process.exitCode = couldNotGoOn;
  let isOver = false;
  let hasFailed = false;

  function fail(error: unknown): void {
    isOver = true;
    if (hasFailed) return;
    hasFailed = true;
    sayLast(`could not go on: ${error instanceof Error ? error.stack : String(error)}`);
    endWith(couldNotGoOn);
  }

  process.on('uncaughtException', (error) => {
    fail(error);
    if (!process.emit('SIGHUP', 'SIGHUP')) process.exit(couldNotGoOn);
  });
  process.once('beforeExit', () => {
    if (!isOver) say('ended before its command had: nothing was left to wait for. This is a mistake in starmesh.');
  });
  command().then((exitCode) => {
    isOver = true;
    if (!hasFailed) endWith(exitCode);
  }, fail);
}

/** What a command forgot to close does not keep the process. */
function endWith(exitCode: number): void {
  process.exitCode = exitCode;
  setTimeout(() => process.exit(exitCode), closeMsMax).unref();
}

/** After all that gives the terminal back when the process exits. */
function sayLast(text: string): void {
  process.once('exit', () => say(text));
}

/** At once: there is no later. */
function say(text: string): void {
  try {
    writeSync(2, `starmesh: ${harmlessLines(text)}\n`);
  } catch {
    // Nobody reads it: the exit code says it too.
  }
}

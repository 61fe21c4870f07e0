import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** The machine's monotonic clock in milliseconds: the same in every process. */
export function monotonicMs() {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1000 + nanoseconds / 1e6;
}

/**
 * Starts a program of this folder that says one JSON document a line. `next()` gives the next one; `tell` writes a line to it; `end` closes
 * its stdin, which asks it to go, and waits.
 */
export function startProgram(file, args = [], { command = process.execPath, env = {}, detached = false } = {}) {
  const child = spawn(command, command === process.execPath ? [file, ...args] : args, {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, ...env },
    detached,
  });
  const lines = [];
  const waiting = [];
  let isOver = false;
  createInterface({ input: child.stdout }).on('line', (line) => {
    const waiter = waiting.shift();
    if (waiter === undefined) lines.push(line);
    else waiter.resolve(line);
  });
  const exited = new Promise((resolve) => child.once('exit', resolve));
  child.once('close', (code) => {
    isOver = true;
    for (const { reject } of waiting) reject(new Error(`${file} ended with exit code ${code}`));
  });
  child.stdin.on('error', () => undefined);
  const nextLine = () => {
    if (lines.length > 0) return Promise.resolve(lines.shift());
    if (isOver) return Promise.reject(new Error(`${file} has ended`));
    return new Promise((resolve, reject) => waiting.push({ resolve, reject }));
  };
  return {
    pid: child.pid,
    nextLine,
    next: async () => JSON.parse(await nextLine()),
    tell: (line) => child.stdin.write(`${line}\n`),
    async end() {
      child.stdin.end();
      const force = setTimeout(() => child.kill('SIGKILL'), 5_000);
      await exited;
      clearTimeout(force);
    },
  };
}

export function sleep(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

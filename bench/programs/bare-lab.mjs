/*
 * Starts N bare servers, at most so many starting at a time, as the lab starts its nodes: bare-lab.mjs N PARALLEL STARTED_AT_MS
 * Says {readyMs, pids} when the last is ready and ends them when stdin ends.
 */
import { spawn } from 'node:child_process';
import path from 'node:path';

const [nodes, parallel, startedAtMs] = process.argv.slice(2).map(Number);
const program = path.join(import.meta.dirname, 'bare-server.cjs');
const children = [];
let ready = 0;

function start() {
  const child = spawn(process.execPath, [program], {
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { PATH: process.env.PATH ?? '', NODE_ENV: 'production' },
  });
  children.push(child);
  child.stdout.once('data', () => {
    ready++;
    if (children.length < nodes) start();
    if (ready === nodes) {
      const [seconds, nanoseconds] = process.hrtime();
      const readyMs = seconds * 1000 + nanoseconds / 1e6 - startedAtMs;
      process.stdout.write(`${JSON.stringify({ readyMs, pids: children.map(({ pid }) => pid) })}\n`);
    }
  });
}

for (let count = 0; count < Math.min(parallel, nodes); count++) start();
process.stdin.resume().on('end', () => {
  for (const child of children) child.kill('SIGKILL');
  process.exit();
});

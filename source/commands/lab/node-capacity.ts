import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { freemem } from 'node:os';
import { controlFile } from '../../drivers/node/control-link.ts';
import { nodeEnvironment } from '../../lab/clusters/node-environment.ts';
import { nodeProcessFlags } from '../../lab/clusters/node-process.ts';
import { groupLimit } from '../../telemetry/probes/control-groups.ts';
import { freeThreads } from '../../telemetry/probes/free-threads.ts';
import { softLimit } from '../../telemetry/probes/soft-limit.ts';

/** What one node process takes while it waits for work, measured. */
export interface NodeCost {
  readonly rssBytes: number;
  /** With those that Node starts when it first reads a file; undefined where the system does not say. */
  readonly threads: number | undefined;
}

/** What this machine has for nodes; undefined: no limit, or none that the system tells. */
export interface Supply {
  readonly memoryBytes: number;
  readonly openFiles: number | undefined;
  readonly threads: number | undefined;
}

export const mebibyte = 1024 ** 2;
/** For items, queues and connections of a node, on top of what it takes at rest. */
export const dataBytesPerNode = 16 * mebibyte;
/** Of a node at work: its own, one of V8, one for files, one for signals, and one that comes and goes. */
export const threadsPerNode = 5;
/** What the lab itself will still start. */
export const threadsOfLab = 8;
/** What libuv starts with the first file. */
const poolThreads = 1;
const startMsMax = 10_000;

/** Starts one node program, reads what it takes before it is told anything, and lets it go. Rejects when it cannot start. */
export function measureNodeCost(program: string): Promise<NodeCost> {
  if (!existsSync(program)) return Promise.reject(new Error(`${program} is missing`));
  // It goes as soon as the socket to its lab has ended.
  const report = `process.once('exit', (code) => {
      if (code !== 0) return;
      const { readFileSync, writeSync } = require('fs');
      let threads;
      try { threads = Number(/Threads:\\s*(\\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]); } catch {}
      writeSync(1, JSON.stringify({ rssBytes: process.memoryUsage.rss(), threads }));
    });
    require(${JSON.stringify(program)});`;
  const child = spawn(process.execPath, [...nodeProcessFlags, '-e', report], {
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    env: nodeEnvironment(process.env),
    timeout: startMsMax,
    killSignal: 'SIGKILL',
  });
  child.stdio[controlFile]?.destroy();
  let output = '';
  let errors = '';
  child.stderr?.on('data', (text: Buffer) => {
    errors += text;
  });
  child.stdout?.on('data', (text: Buffer) => {
    output += text;
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      if (output === '')
        return reject(new Error(errors.trim().split('\n')[0] || `it ended with ${signal ?? `exit code ${code}`}`));
      const { rssBytes, threads } = JSON.parse(output);
      resolve({ rssBytes, threads: threads === undefined ? undefined : threads + poolThreads });
    });
  });
}

/** What is free and allowed now. */
export function readSupply(): Supply {
  return {
    memoryBytes: Math.min(
      typeof process.availableMemory === 'function' ? process.availableMemory() : freemem(),
      groupLimit('memory') ?? Number.POSITIVE_INFINITY,
    ),
    openFiles: softLimit('Max open files'),
    threads: freeThreads(),
  };
}

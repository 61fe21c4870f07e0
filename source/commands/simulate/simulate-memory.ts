import { spawn } from 'node:child_process';
import { totalmem } from 'node:os';
import { getHeapStatistics } from 'node:v8';
import { formatGibibytes } from '../../base/units.ts';
import type { OverlayFacts } from '../../scale/overlay-facts.ts';
import { groupLimit } from '../../telemetry/probes/control-groups.ts';
import { exitCodes } from '../exit-codes.ts';
import { UsageError } from '../usage-error.ts';

/** Bytes of the process without any node; shares of the machine's memory above which a trial is refused, or warned of. */
const baseBytes = 150e6;
const refusedShare = 0.9;
const warnedShare = 0.5;
/** Share of V8's heap limit beyond which it would spend its time collecting garbage. */
const heapShare = 0.75;

/** Bytes that a trial will take. What a node takes was measured, and what a question leaves behind at each node. */
export function bytesNeeded(nodes: number, queries: number, facts: OverlayFacts): number {
  return baseBytes + nodes * (facts.bytesPerNode + queries * facts.bytesPerNodeAndQuery);
}

/** Throws UsageError when the machine is too small; gives a warning when it is nearly. */
export function checkMemory(
  bytes: number,
  nodes: number,
  queries: number,
  machineBytes = Math.min(totalmem(), groupLimit('memory') ?? Number.POSITIVE_INFINITY),
): string | undefined {
  const asked = `--nodes ${nodes} with --queries ${queries} needs about ${formatGibibytes(bytes)}`;
  const there = `${formatGibibytes(machineBytes)} may be used here`;
  if (bytes > refusedShare * machineBytes)
    throw new UsageError(`${asked}, and ${there}; ask for fewer nodes or queries`);
  return bytes > warnedShare * machineBytes ? `${asked}; ${there}` : undefined;
}

/** Megabytes of heap that Node is to be started again with; undefined: what it has is enough. */
export function heapMegabytesFor(bytes: number): number | undefined {
  return bytes < heapShare * getHeapStatistics().heap_size_limit ? undefined : Math.ceil((1.5 * bytes) / 1e6);
}

/**
 * Runs this same command line in a Node with a larger heap, which can only be said at its start. Gives its exit code; `couldNotStart` when a signal
 * ended it.
 */
export function runAgainWithHeap(megabytes: number, onInterrupt: (call: () => void) => void): Promise<number> {
  const args = [...process.execArgv, `--max-old-space-size=${megabytes}`, ...process.argv.slice(1)];
  const child = spawn(process.execPath, args, { stdio: 'inherit' });
  // Ctrl-C reaches the child too, from the terminal: another signal does not end it before it has reported.
  onInterrupt(() => child.kill('SIGTERM'));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? exitCodes.couldNotStart));
  });
}

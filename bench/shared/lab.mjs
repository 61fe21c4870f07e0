import { built } from './build.mjs';
import { monotonicMs, startProgram } from './program.mjs';

/** What labs here are, unless a benchmark says otherwise: as the product starts them, but without a limit of capacity. */
const standard = {
  nodes: 64,
  mode: 'client-server',
  rate: 200,
  concurrency: 1,
  valueSize: 100,
  batchMs: 50,
  awaits: 'first-request',
};

/** The rate of a lab that is to stand still. */
export const quietRate = 0.001;

/** Starts a lab in a process of its own; see bench/programs/lab-program.ts for what it says. */
export function startLab(options = {}) {
  const order = { program: built.nodeProgram, ...standard, ...options, startedAtMs: monotonicMs() };
  return startProgram(built.labProgram, [JSON.stringify(order)]);
}

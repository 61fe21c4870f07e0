import type { Output } from './output.ts';

/** Where a command writes, and how it hears that it is to end. */
export interface Surroundings {
  readonly stdout: Output;
  readonly stderr: Output;
  /** Calls back once, at the first signal that would end the process. */
  onInterrupt(call: () => void): void;
}

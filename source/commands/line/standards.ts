import { loopbackLinks } from '../../links/link-text.ts';
import type { LabOptions } from './lab-options.ts';

/** Most nodes that are allowed, by where they run. Whether this machine can hold them is found out when they start. */
export const nodesMax = { processes: 512, simulation: 10_000 } as const;

/** What a lab is when nothing is asked for. */
export const standards = {
  on: 'processes',
  mode: 'client-server',
  nodes: 8,
  workload: 'files',
  rate: 20,
  concurrency: 1,
  writeShare: 0,
  valueSize: 4096,
  ticksPerSecond: 20,
  jobOperations: 2000,
  serialShare: 0.05,
  fileBytes: 8 * 1024 ** 2,
  pieceBytes: 16 * 1024,
  link: loopbackLinks,
  overlay: 'kademlia',
  k: 4,
  alpha: 3,
  replicas: 1,
  servers: 1,
  freeRiders: 0,
  degree: 4,
  ttl: 64,
  capacity: 200,
  pace: 1,
  durationMs: 10_000,
} as const satisfies Partial<LabOptions>;

/** The options of a lab of which nothing was asked but its seed. */
export function standardOptions(seed: number): LabOptions {
  return {
    ...standards,
    seed,
    faults: [],
    memory: false,
    data: undefined,
    json: false,
    record: undefined,
    force: false,
    version: '',
    language: 'en',
    ascii: false,
    color: true,
    theme: undefined,
    mouse: true,
    screenReader: false,
  };
}

import type { Cluster, ClusterEvents } from '../../lab/clusters/cluster.ts';
import { createTemporaryData, type DataDirectory, openKeptData } from '../../lab/clusters/data-directory.ts';
import { createProcessCluster } from '../../lab/clusters/processes.ts';
import { createSimulationCluster } from '../../lab/clusters/simulation.ts';
import { createLab, type Lab } from '../../lab/live/runtime.ts';
import type { LabSettings } from '../../lab/rules/state.ts';
import type { LabOptions } from '../line/lab-options.ts';
import { nodesMax } from '../line/standards.ts';
import { createLabProgram, type LabProgram } from './lab-program.ts';
import { readSupply } from './node-capacity.ts';
import { requireRoom } from './require-room.ts';

/** Items that every node authors. */
const itemsPerNode = 3;
/**
 * Milliseconds between two batches of telemetry of a node: more with many nodes, so that watching them does not take the cores from them. What
 * a screen shows of them changes four times a second.
 */
const batchMsFor = (nodes: number): number => Math.max(50, Math.min(200, 6 * nodes));

/**
 * Starts the lab that the options describe. `speed`: how simulated time runs. `measureOutside`: whether to ping nodes and look at the machine, which
 * only one lab of a process can do. Throws LaunchError when it cannot even begin.
 */
export async function openLab(
  options: LabOptions,
  speed: 'real' | 'fast',
  measureOutside: boolean | 'without-icmp' = true,
): Promise<Lab> {
  const { on, seed } = options;
  if (on === 'processes') requireRoom(options.nodes, readSupply());
  const batchMs = batchMsFor(options.nodes);
  const durability = on === 'simulation' || options.memory ? 'memory' : 'durable';
  const settings: LabSettings = { ...options, durability, itemsPerNode, nodesMax: nodesMax[on] };
  return createLab({
    settings,
    measureOutside,
    createCluster: (events) =>
      on === 'simulation'
        ? createSimulationCluster({ seed, events, speed, batchMs })
        : openProcessCluster(options, events, batchMs),
  });
}

async function openProcessCluster(options: LabOptions, events: ClusterEvents, batchMs: number): Promise<Cluster> {
  const data = await openData(options);
  let program: LabProgram | undefined;
  try {
    program = await createLabProgram(data);
    const { path, close } = program;
    const cluster = await createProcessCluster({ program: path, events, batchMs, data });
    return { ...cluster, close: () => cluster.close().finally(close) };
  } catch (error) {
    await program?.close();
    await data?.close();
    throw error;
  }
}

/** Undefined: nothing is kept. */
async function openData(options: LabOptions): Promise<DataDirectory | undefined> {
  if (options.memory) return undefined;
  return options.data === undefined ? await createTemporaryData() : await openKeptData(options.data, options);
}

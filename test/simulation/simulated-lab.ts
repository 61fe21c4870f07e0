import { expect } from 'vitest';
import { createSimulationCluster } from '../../source/lab/clusters/simulation.ts';
import { createLab, type Lab } from '../../source/lab/live/runtime.ts';
import type { LabSettings } from '../../source/lab/rules/state.ts';
import type { LabSnapshot } from '../../source/lab/view/snapshot.ts';
import { loopbackLinks } from '../../source/links/link-text.ts';
import { floodingSettings } from '../modes/mode-settings.ts';

/** Eight peers or clients, 40 operations a second, three small items each: what a law varies is said in its test. */
export const usualSettings: LabSettings = {
  ...floodingSettings,
  mode: 'client-server',
  nodes: 8,
  seed: 1,
  rate: 40,
  concurrency: 1,
  ticksPerSecond: 20,
  jobOperations: 2_000,
  serialShare: 0.05,
  fileBytes: 64 * 1024,
  pieceBytes: 4 * 1024,
  valueSize: 64,
  capacity: 0,
  link: loopbackLinks,
  durability: 'memory',
  nodesMax: 200,
};

/** Opens a lab on the simulator, does something with it, and closes it whatever happens. */
export async function withLab<T>(changes: Partial<LabSettings>, use: (lab: Lab) => Promise<T>): Promise<T> {
  const settings = { ...usualSettings, ...changes };
  const lab = await createLab({
    settings,
    createCluster: (events) => createSimulationCluster({ seed: settings.seed, events, speed: 'fast', batchMs: 50 }),
    measureOutside: false,
  });
  try {
    return await use(lab);
  } finally {
    await lab.close();
  }
}

/** Works for so much virtual time, lets everything finish and gives the last snapshot. */
export function runLab(changes: Partial<LabSettings>, workMs: number): Promise<LabSnapshot> {
  return withLab(changes, async (lab) => {
    await working(lab);
    await lab.elapsed(workMs).done;
    await lab.drain();
    return lab.source.current();
  });
}

/** Waits until the work runs; a lab that failed says why. */
export async function working(lab: Lab): Promise<void> {
  const phase = await lab.reached('working', 'failed');
  if (phase === 'failed') throw new Error(lab.source.current().failure ?? 'the lab failed');
}

/** Name and hash of every item, and how many hold it. */
export function itemsOf({ placement }: LabSnapshot): string[] {
  return placement.items.map(({ name, hash }) => `${name} ${hash}`);
}

/** What must hold of every run that ended in peace. */
export function expectBalance({ nodes, requests, traffic, eventsDropped }: LabSnapshot): void {
  const sum = (of: (node: LabSnapshot['nodes'][number]) => number): number =>
    nodes.reduce((total, node) => total + of(node), 0);
  expect(traffic.bytesSent).toBe(traffic.bytesReceived);
  expect(sum(({ bytesSent }) => bytesSent)).toBe(traffic.bytesSent);
  expect(requests.attempted).toBe(requests.succeeded + requests.failed);
  expect(sum(({ requestsMade }) => requestsMade)).toBe(requests.attempted);
  expect(sum(({ requestsMade, requestsFailed }) => requestsMade - requestsFailed)).toBe(requests.succeeded);
  expect(sum(({ requestsServed }) => requestsServed)).toBe(requests.succeeded);
  expect(traffic.bytes.query + traffic.bytes.hit + traffic.bytes.content + traffic.bytes.upkeep).toBe(
    traffic.bytesSent,
  );
  expect(eventsDropped).toBe(0);
}

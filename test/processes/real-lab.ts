import { onTestFinished } from 'vitest';
import type { DataDirectory } from '../../source/lab/clusters/data-directory.ts';
import { createProcessCluster } from '../../source/lab/clusters/processes.ts';
import { createSimulationCluster } from '../../source/lab/clusters/simulation.ts';
import { createLab, type Lab } from '../../source/lab/live/runtime.ts';
import type { LabSettings } from '../../source/lab/rules/state.ts';
import type { NodeView } from '../../source/lab/view/node-view.ts';
import type { LabSnapshot } from '../../source/lab/view/snapshot.ts';
import { loopbackLinks } from '../../source/links/link-text.ts';
import { floodingSettings } from '../modes/mode-settings.ts';

/** The built program of one node; `npm test` builds it first. */
export const nodeProgram = 'dist/node-process.cjs';

const settings: LabSettings = {
  ...floodingSettings,
  mode: 'client-server',
  nodes: 4,
  seed: 7,
  rate: 200,
  concurrency: 1,
  ticksPerSecond: 20,
  jobOperations: 2_000,
  serialShare: 0.05,
  fileBytes: 64 * 1024,
  pieceBytes: 4 * 1024,
  valueSize: 1024,
  capacity: 0,
  link: loopbackLinks,
  durability: 'memory',
  nodesMax: 64,
};

interface RealLabOptions {
  readonly on?: 'processes' | 'simulation';
  readonly program?: string;
  /** Where nodes keep their items; else in memory. */
  readonly data?: DataDirectory;
}

/** Opens a lab on real processes (or on what `on` says) that is closed when the test is over, whatever its outcome. */
export async function openRealLab(
  wanted: Partial<LabSettings>,
  { on = 'processes', program = nodeProgram, data }: RealLabOptions = {},
): Promise<Lab> {
  const lab = await createLab({
    settings: { ...settings, durability: data === undefined ? 'memory' : 'durable', ...wanted },
    measureOutside: false,
    createCluster: (events) =>
      on === 'processes'
        ? createProcessCluster({ program, events, batchMs: 50, data })
        : createSimulationCluster({ seed: wanted.seed ?? settings.seed, events, speed: 'fast', batchMs: 50 }),
  });
  onTestFinished(() => lab.close());
  return lab;
}

/** Waits for a snapshot of which something is true; says what the lab looked like when it never was. */
export function until(lab: Lab, condition: (snapshot: LabSnapshot) => boolean, msMax = 20_000): Promise<LabSnapshot> {
  return new Promise((resolve, reject) => {
    const check = (): void => {
      const snapshot = lab.source.current();
      if (!condition(snapshot)) return;
      end();
      resolve(snapshot);
    };
    const timer = setTimeout(() => {
      end();
      reject(new Error(`not within ${msMax} ms: ${condition}\n${inWords(lab.source.current())}`));
    }, msMax);
    const stop = lab.source.onChange(check);
    const end = (): void => {
      clearTimeout(timer);
      stop();
    };
    check();
  });
}

/** Works until so many requests are done, lets what is open finish, and gives the last snapshot. */
export async function workAndDrain(lab: Lab, requests: number): Promise<LabSnapshot> {
  await until(lab, ({ phase }) => phase === 'working' || phase === 'failed');
  const before = lab.source.current().requests.succeeded;
  await until(lab, ({ requests: { succeeded } }) => succeeded >= before + requests);
  await lab.drain();
  return lab.source.current();
}

/** Sum of one figure over all nodes. */
export function total(
  nodes: readonly NodeView[],
  figure: 'requestsMade' | 'requestsServed' | 'requestsFailed' | 'bytesSent' | 'bytesReceived' | 'protocolErrors',
): number {
  return nodes.reduce((sum, node) => sum + node[figure], 0);
}

/** Texts of the event log, with the node in front. */
export function eventsOf({ log }: LabSnapshot): readonly string[] {
  return log.flatMap((entry) => (entry.type === 'event' ? [`${entry.node ?? 'lab'}: ${entry.text}`] : []));
}

/** Name and hash of every item. */
export function itemsOf({ placement }: LabSnapshot): readonly string[] {
  return placement.items.map(({ name, hash }) => `${name} ${hash}`);
}

function inWords(snapshot: LabSnapshot): string {
  const { phase, generation, requests, nodes } = snapshot;
  const { succeeded, failed } = requests;
  const states = nodes.map(({ id, state, cause }) => `${id} ${state}${cause === undefined ? '' : ` (${cause})`}`);
  return [
    `${phase}, generation ${generation}, ${succeeded} done, ${failed} failed`,
    states.join(', '),
    ...eventsOf(snapshot).slice(-20),
  ].join('\n');
}

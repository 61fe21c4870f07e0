import type { NodeId } from '../../protocol/ids.ts';
import { createIcmpProbe, type IcmpProbe } from '../../telemetry/probes/icmp.ts';
import { createMachineProbe } from '../../telemetry/probes/machine.ts';
import type { Cluster } from '../clusters/cluster.ts';
import type { NodeRecord } from '../rules/state.ts';
import type { MachineView } from '../view/snapshot.ts';
import type { OutsideFigures } from '../view/snapshot-parts.ts';
import { createPings } from './pings.ts';
import { createProcessUsages } from './process-usage.ts';

/** What is measured from outside of the nodes, once a second: round trips, processes, the machine. */
export interface Outside {
  figures(): OutsideFigures;
  /** Whether something changed since it was asked last. */
  takeChanged(): boolean;
  /** A node answered the ping with this number. */
  onPong(node: NodeId, sequence: number): void;
  nextSequence(): number;
  close(): void;
}

const roundMs = 1_000;

/**
 * Pings each node by ICMP echo where this process may, else over its control connection; reads the CPU time and memory of each process,
 * and the load of the machine. With `isOn` false, or where nodes are simulated, it measures nothing; `without-icmp`: as if ICMP were not allowed.
 */
export function createOutside(
  cluster: Cluster,
  nodes: () => readonly NodeRecord[],
  isOn: boolean | 'without-icmp',
): Outside {
  const pings = createPings({
    send: (node, sequence) => cluster.order(node, { type: 'ping', sequence }),
    askedMax: () => 4 * nodes().length,
    now: () => performance.now(),
  });
  const usages = createProcessUsages(cluster.usage, () => performance.now());
  const machineProbe = createMachineProbe();
  let machine: MachineView | undefined;
  let icmp: IcmpProbe | undefined;
  let hasChanged = false;
  let isClosed = false;
  let timer: NodeJS.Timeout | undefined;
  let pingTimer: NodeJS.Timeout | undefined;

  async function begin(): Promise<void> {
    const probe = isOn === 'without-icmp' ? undefined : await createIcmpProbe();
    if (isClosed) return probe && closeProbe(probe);
    icmp = probe;
    timer = setInterval(round, roundMs);
    round();
  }

  function round(): void {
    pings.keepOnly(new Set(nodes().map(({ id }) => id)));
    for (const { id } of living()) usages.measure(id);
    // Apart from the reading above, which would hold up the replies.
    pingTimer = setTimeout(pingAll, roundMs / 2);
    void readMachine();
  }

  async function readMachine(): Promise<void> {
    machine = await machineProbe.read();
    hasChanged = true;
  }

  function pingAll(): void {
    for (const { id, host } of living()) {
      if (icmp?.type === 'available') icmp.ping(host).then((ms) => note(id, ms));
      else pings.ask(id);
    }
  }

  function note(id: NodeId, ms: number | undefined): void {
    pings.note(id, ms, 'icmp');
    hasChanged = true;
  }

  /** Nodes with a process that can be asked. */
  function living() {
    return nodes().flatMap(({ id, step, host }) => (step === 'down' || host === undefined ? [] : [{ id, host }]));
  }

  if (isOn !== false && cluster.measuredOn === 'processes') void begin();

  return {
    figures: () => ({ pings: pings.all, usage: usages.all, machine }),
    takeChanged() {
      const changed = hasChanged;
      hasChanged = false;
      return changed;
    },
    onPong(node, number) {
      if (pings.onPong(node, number)) hasChanged = true;
    },
    nextSequence: pings.nextSequence,
    close() {
      isClosed = true;
      clearInterval(timer);
      clearTimeout(pingTimer);
      if (icmp !== undefined) closeProbe(icmp);
    },
  };
}

function closeProbe(probe: IcmpProbe): void {
  if (probe.type === 'available') probe.close();
}

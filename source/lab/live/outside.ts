import type { NodeId, Timestamp } from '../../protocol/ids.ts';
import { createIcmpProbe, type IcmpProbe } from '../../telemetry/probes/icmp.ts';
import { createMachineProbe } from '../../telemetry/probes/machine.ts';
import type { Cluster } from '../clusters/cluster.ts';
import type { NodeRecord } from '../rules/state.ts';
import type { PingView } from '../view/node-view.ts';
import type { MachineView } from '../view/snapshot.ts';
import type { OutsideFigures } from '../view/snapshot-parts.ts';

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
/** The best of so many round trips is shown: the others waited for this process, not for the network. */
const pingsKept = 5;

/**
 * Pings each node by ICMP echo where this process may, else over its control connection; reads the CPU time and memory of each process,
 * and the load of the machine. With `isOn` false, or where nodes are simulated, it measures nothing; `without-icmp`: as if ICMP were not allowed.
 */
export function createOutside(
  cluster: Cluster,
  nodes: () => readonly NodeRecord[],
  isOn: boolean | 'without-icmp',
): Outside {
  const pings = new Map<NodeId, PingView>();
  const recent = new Map<NodeId, readonly number[]>();
  const usage = new Map<NodeId, { cpuMs: number; rssBytes: number; cpuPercent: number; at: Timestamp }>();
  const asked = new Map<number, Timestamp>();
  const machineProbe = createMachineProbe();
  let machine: MachineView | undefined;
  let icmp: IcmpProbe | undefined;
  let sequence = 0;
  let hasChanged = false;
  let isClosed = false;
  let timer: NodeJS.Timeout | undefined;
  let pingTimer: NodeJS.Timeout | undefined;

  function nextSequence(): number {
    sequence = (sequence + 1) >>> 0;
    return sequence;
  }

  async function begin(): Promise<void> {
    const probe = isOn === 'without-icmp' ? undefined : await createIcmpProbe();
    if (isClosed) return probe && closeProbe(probe);
    icmp = probe;
    timer = setInterval(round, roundMs);
    round();
  }

  function round(): void {
    const present = nodes();
    for (const id of [...pings.keys()]) if (!present.some((node) => node.id === id)) pings.delete(id);
    for (const node of present) {
      if (node.step === 'down' || node.host === undefined) continue;
      measureProcess(node.id);
    }
    // Apart from the reading above, which would hold up the replies.
    pingTimer = setTimeout(pingAll, roundMs / 2);
    void readMachine();
  }

  async function readMachine(): Promise<void> {
    machine = await machineProbe.read();
    hasChanged = true;
  }

  function pingAll(): void {
    for (const { id, step, host } of nodes()) if (step !== 'down' && host !== undefined) ping(id, host);
  }

  function ping(id: NodeId, host: string): void {
    if (icmp?.type === 'available') {
      icmp.ping(host).then((ms) => note(id, ms, 'icmp'));
      return;
    }
    const number = nextSequence();
    asked.set(number, performance.now());
    for (const [old] of asked) {
      if (asked.size <= 4 * nodes().length) break;
      asked.delete(old); // never answered
    }
    cluster.order(id, { type: 'ping', sequence: number });
  }

  function note(id: NodeId, ms: number | undefined, how: PingView['how']): void {
    if (ms === undefined) {
      recent.delete(id);
      pings.delete(id);
    } else {
      const last = [...(recent.get(id) ?? []), ms].slice(-pingsKept);
      recent.set(id, last);
      pings.set(id, { ms: Math.min(...last), how });
    }
    hasChanged = true;
  }

  function measureProcess(id: NodeId): void {
    const measured = cluster.usage(id);
    if (measured === undefined) {
      usage.delete(id);
      return;
    }
    const at = performance.now();
    const before = usage.get(id);
    const spent = before === undefined || measured.cpuMs < before.cpuMs ? 0 : measured.cpuMs - before.cpuMs;
    const cpuPercent = before === undefined ? 0 : (spent / (at - before.at)) * 100;
    usage.set(id, { ...measured, cpuPercent, at });
  }

  if (isOn !== false && cluster.measuredOn === 'processes') void begin();

  return {
    figures: () => ({ pings, usage, machine }),
    takeChanged() {
      const changed = hasChanged;
      hasChanged = false;
      return changed;
    },
    onPong(node, number) {
      const askedAt = asked.get(number);
      if (askedAt === undefined) return;
      asked.delete(number);
      note(node, performance.now() - askedAt, 'control');
    },
    nextSequence,
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

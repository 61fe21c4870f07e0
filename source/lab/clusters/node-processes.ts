import { availableParallelism } from 'node:os';
import type { Order } from '../../protocol/control/orders.ts';
import type { NodeId } from '../../protocol/ids.ts';
import type { NodeProcess } from './node-process.ts';

/** The processes of all nodes, as far as they are started, and the nodes that wait for their turn. */
export interface NodeProcesses {
  /** Starts the process of a node, as soon as few enough others are starting. */
  launch(node: NodeId): void;
  /** A node has said that it is there: from now on it gets orders. */
  setReady(node: NodeId): void;
  /** Whether it was started and has not gone. */
  get(node: NodeId): NodeProcess | undefined;
  /** All of them, those that wait included. */
  readonly count: number;
  /** To one node, or to all; those that are not there yet get nothing. */
  order(order: Order, node?: NodeId): void;
  /** Starts no more, asks every node to go, waits a little, then ends those that stayed. */
  close(): Promise<void>;
}

export interface NodeProcessesOptions {
  /** Calls back when the process is gone. */
  start(node: NodeId, onGone: (cause: string) => void): NodeProcess;
  /** Not while all are being closed. */
  onExited(node: NodeId, cause: string): void;
}

/** More processes than this starting at a time only get in each other's way. */
export const startingMax = Math.max(3, availableParallelism() + 1);
export const stopMsMax = 700;

interface Started {
  readonly process: NodeProcess;
  isReady: boolean;
}

export function createNodeProcesses({ start, onExited }: NodeProcessesOptions): NodeProcesses {
  const all = new Map<NodeId, Started>();
  const waiting: NodeId[] = [];
  let isClosing = false;

  function startWaiting(): void {
    while (!isClosing && [...all.values()].filter(({ isReady }) => !isReady).length < startingMax) {
      const node = waiting.shift();
      if (node === undefined) return;
      startOne(node);
    }
  }

  function startOne(node: NodeId): void {
    const started: Started = { process: start(node, forget), isReady: false };
    all.set(node, started);

    function forget(cause: string): void {
      if (all.get(node) !== started) return;

      all.delete(node);
      startWaiting();
      if (!isClosing) onExited(node, cause);
    }
  }

  return {
    launch(node) {
      waiting.push(node);
      startWaiting();
    },
    setReady(node) {
      const started = all.get(node);
      if (started === undefined) return;
      started.isReady = true;
      startWaiting();
    },
    get: (node) => all.get(node)?.process,
    get count() {
      return all.size + waiting.length;
    },
    order(order, node) {
      const meant = node === undefined ? all.values() : [all.get(node)];
      for (const one of meant) if (one?.isReady === true) one.process.send(order);
    },
    async close() {
      isClosing = true;
      waiting.length = 0;
      await endAll([...all.values()]);
    },
  };
}

async function endAll(all: readonly Started[]): Promise<void> {
  const gone = Promise.all(
    all.map(({ process: { child, hasEnded } }) =>
      hasEnded ? undefined : new Promise((resolve) => child.once('exit', resolve)),
    ),
  );
  for (const { isReady, process } of all) {
    if (isReady) process.send({ type: 'shutdown' });
    else process.kill();
  }
  const force = setTimeout(() => {
    for (const { process } of all) process.kill();
  }, stopMsMax);
  await gone;
  clearTimeout(force);
}

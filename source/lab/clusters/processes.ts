import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import { availableParallelism } from 'node:os';
import { createClock, monotonicMs } from '../../drivers/clock.ts';
import { type ControlLink, openControlLink } from '../../drivers/control-link.ts';
import { nicerByFor } from '../../drivers/give-way.ts';
import type { NodeProcessOrder } from '../../drivers/node-process-order.ts';
import { createPacedClock, createSessionTimers, paceSetter } from '../../drivers/paced-clock.ts';
import type { ControlMessage, Report } from '../../protocol/control.ts';
import { type NodeId, parseNodeId } from '../../protocol/ids.ts';
import { limits } from '../../protocol/limits.ts';
import { ProtocolError } from '../../protocol/protocol-error.ts';
import { readProcessUsage } from '../../telemetry/probes/resources.ts';
import type { Cluster, ClusterEvents } from './cluster.ts';
import type { DataDirectory } from './data-directory.ts';
import { claimLoopbackBlock } from './loopback-block.ts';
import { createStoppedProcesses } from './stopped-processes.ts';

/** What a cluster of processes is given. */
export interface ProcessClusterOptions {
  /** Path of the bundled node program. */
  readonly program: string;
  readonly events: ClusterEvents;
  /** Milliseconds between two batches of telemetry of a node. */
  readonly batchMs: number;
  /** Where the nodes keep their items, closed with the cluster; undefined: in memory. */
  readonly data?: DataDirectory | undefined;
}

interface NodeProcess {
  readonly child: ChildProcess;
  control: ControlLink | undefined;
  isReady: boolean;
  lastWords: string;
}

/**
 * Flags of Node for a node's process. One thread for V8's background work instead of four: a lab has more processes than cores. Flags of V8
 * itself are no alternative: `--no-opt`, `--max-lazy`, `--single-threaded` and `--jitless` each took 10 ms more CPU a process.
 */
export const nodeProcessFlags: readonly string[] = ['--v8-pool-size=1'];

/** More processes than this starting at a time only get in each other's way. */
const startingMax = Math.max(3, availableParallelism() + 1);
const stopMsMax = 700;
const lastWordsMax = 2_000;

/** Every node is an operating-system process of its own with its own loopback address, controlled over TCP. */
export async function createProcessCluster({
  program,
  events,
  batchMs,
  data,
}: ProcessClusterOptions): Promise<Cluster> {
  const epochMs = monotonicMs();
  const clock = createClock(epochMs);
  const secret = randomBytes(32);
  const block = await claimLoopbackBlock();
  const processes = new Map<NodeId, NodeProcess>();
  const stopped = createStoppedProcesses();
  const waiting: NodeId[] = [];
  const controls = new Set<Socket>();
  const timers = new Set<NodeJS.Timeout>();
  const session = createPacedClock(clock.now);
  const sessionTimers = createSessionTimers(session, arm, clock.now);

  function arm(ms: number, fire: () => void): () => void {
    const timer = setTimeout(() => {
      timers.delete(timer);
      fire();
    }, ms);
    timers.add(timer);
    return () => {
      timers.delete(timer);
      clearTimeout(timer);
    };
  }

  /** Connections that have not proved the secret yet. */
  let strangers = 0;
  let isClosing = false;

  block.server.on('connection', (socket) => {
    if (strangers >= limits.handshakesMax) {
      socket.destroy();
      return events.onForeign(`too-many-connections: ${strangers} are in their handshake already`);
    }
    controls.add(socket);
    socket.once('close', () => controls.delete(socket));
    strangers++;
    let isStranger = true;
    const isKnown = (): void => {
      if (isStranger) strangers--;
      isStranger = false;
    };
    let node: NodeId | undefined;
    openControlLink(socket, 'listener', 'lab', secret, {
      onOpen(peer, link) {
        isKnown();
        node = parseNodeId(peer);
        const owner = node === undefined ? undefined : processes.get(node);
        if (owner === undefined || owner.control !== undefined) return link.end();
        owner.control = link;
      },
      onMessage(message) {
        if (node !== undefined && isReport(message)) onReport(node, message);
      },
      onEnd(error) {
        isKnown();
        if (node === undefined && !isClosing) events.onForeign(textOf(error));
      },
    });
  });

  function onReport(node: NodeId, report: Report): void {
    const owner = processes.get(node);
    if (owner === undefined) return;
    if (report.type === 'ready') {
      owner.isReady = true;
      startWaiting();
    }
    events.onReport(node, report);
  }

  function startWaiting(): void {
    while (!isClosing && [...processes.values()].filter(({ isReady }) => !isReady).length < startingMax) {
      const node = waiting.shift();
      if (node === undefined) return;
      start(node);
    }
  }

  function start(node: NodeId): void {
    const child = spawn(process.execPath, [...nodeProcessFlags, program], {
      stdio: ['pipe', 'ignore', 'pipe'],
      detached: true, // a signal for the lab's process group (Ctrl-C, a closed terminal, `timeout`) is the lab's affair
      // One thread for files: a store writes one batch at a time.
      env: { PATH: process.env['PATH'] ?? '', NODE_ENV: 'production', UV_THREADPOOL_SIZE: '1' },
    });
    const entry: NodeProcess = { child, control: undefined, isReady: false, lastWords: '' };
    processes.set(node, entry);
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      entry.lastWords = (entry.lastWords + text).slice(-lastWordsMax);
    });
    const gone = (cause: string): void => {
      if (processes.get(node) !== entry) return;
      processes.delete(node);
      startWaiting();
      if (!isClosing) events.onExited(node, cause);
    };
    child.once('error', (error: NodeJS.ErrnoException) =>
      gone(`cannot start a process: ${error.code ?? error.message}`),
    );
    child.once('close', (code, signal) => gone(causeOf(code, signal, entry.lastWords)));
    child.stdin?.on('error', () => undefined); // its end is reported above
    child.stdin?.end(`${JSON.stringify(orderFor(node))}\n`);
  }

  function orderFor(node: NodeId): NodeProcessOrder {
    const { controlHost, controlPort } = block;
    const place = { controlHost, controlPort, ...block.placeOf(node) };
    const nicerBy = nicerByFor(processes.size + waiting.length);
    const keeping = { data: data?.placeOf(node), isKept: data?.isKept === true };
    return { node, secret: secret.toString('hex'), ...place, epochMs, batchMs, nicerBy, ...keeping };
  }

  /** Asks every node to go, waits a little, then ends those that stayed. */
  async function stopAll(): Promise<void> {
    const children = [...processes.values()];
    const gone = Promise.all(
      children.map(({ child }) =>
        child.exitCode !== null || child.signalCode !== null || child.pid === undefined
          ? undefined
          : new Promise((resolve) => child.once('exit', resolve)),
      ),
    );
    for (const { control, child } of children) {
      if (control === undefined) child.kill('SIGKILL');
      else control.send({ type: 'shutdown' });
    }
    const force = setTimeout(() => {
      for (const { child } of children) child.kill('SIGKILL');
    }, stopMsMax);
    await gone;
    clearTimeout(force);
  }

  return {
    measuredOn: 'processes',
    now: session.now,
    launch(node) {
      waiting.push(node);
      startWaiting();
    },
    order: (node, order) => processes.get(node)?.control?.send(order),
    kill: (node) => void processes.get(node)?.child.kill('SIGKILL'),
    signal: (node, signal) => {
      const child = processes.get(node)?.child;
      if (child?.pid === undefined) return;
      if (signal === 'pause') stopped.pause(child);
      else stopped.resume(child);
    },
    usage(node) {
      const pid = processes.get(node)?.child.pid;
      return pid === undefined ? undefined : readProcessUsage(pid);
    },
    words: (node) => processes.get(node)?.lastWords ?? '',
    after: sessionTimers.after,
    setPace: paceSetter(session, clock.now, sessionTimers),
    async close() {
      isClosing = true;
      waiting.length = 0;
      for (const timer of timers) clearTimeout(timer);
      await stopAll();
      block.server.close();
      for (const socket of controls) socket.destroy();
      await data?.close();
    },
  };
}

function textOf(error: unknown): string {
  if (error instanceof ProtocolError) return `${error.code}: ${error.message}`;
  return error instanceof Error ? error.message : String(error);
}

const orders = new Set<ControlMessage['type']>([
  'configure',
  'start',
  'contacts',
  'work',
  'ping',
  'shutdown',
  'check',
  'link',
  'unreachable',
  'slow',
  'pace',
  'peek',
  'step',
  'inspect',
]);

function isReport(message: ControlMessage): message is Report {
  return !orders.has(message.type);
}

function causeOf(code: number | null, signal: NodeJS.Signals | null, lastWords: string): string {
  if (signal === 'SIGKILL') return 'killed (SIGKILL)';
  const lines = lastWords.split('\n').map((line) => line.trim());
  // Node quotes the source before it says what is wrong with it.
  const words = lines.find((line) => /^(\w*Error\b|FATAL ERROR)/.test(line)) ?? lines.find((line) => line !== '');
  return `${signal === null ? `exit code ${code ?? '?'}` : `ended by ${signal}`}${words === undefined ? '' : `: ${words}`}`;
}

import { isLoopback, type LinkProfile, linkProfiles } from '../../links/link-profile.ts';
import type { Input } from '../../nodes/contract.ts';
import type { ControlMessage } from '../../protocol/control/control.ts';
import type { Order } from '../../protocol/control/orders.ts';
import type { Report } from '../../protocol/control/reports.ts';
import type { NodeId } from '../../protocol/ids.ts';
import { createRecordedLogic } from '../../workloads/node-of-plan.ts';
import { memoryStore, type OpenedStore, type StoreTrouble } from '../store/node-store.ts';
import { createLinkedMachine, type LinkedMachine } from '../wires/linked-wires.ts';
import type { Machine } from '../wires/machine.ts';
import type { PaceChange } from '../wires/paced-clock.ts';
import { createPacedMachine } from '../wires/paced-machine.ts';
import { createNodeRunner, type NodeRunner } from './node-runner.ts';
import { createStepper } from './stepper.ts';

/** One way between two processes of this machine, about: what a message takes when time is slowed. */
export const loopbackLatencyMs = 0.1;

/** What a host is given. */
export interface NodeHostOptions {
  readonly self: NodeId;
  readonly secret: Uint8Array;
  readonly machine: Machine;
  readonly batchMs: number;
  report(report: Report): void;
  /** Whether the lab takes what is reported. While it does not, figures wait in the node, which keeps sums. */
  isHeard(): boolean;
  /** What lies between the node and its machine; undefined: the modelled link. */
  readonly link?: ((machine: Machine) => LinkedMachine) | undefined;
}

/** Obeys the lab's orders for one node: one runner a generation. Orders of another generation are late, and ignored. */
export function createNodeHost(options: NodeHostOptions): { order(message: ControlMessage): void } {
  const { self, report } = options;
  const paced = createPacedMachine(options.machine);
  const machine = (options.link ?? createLinkedMachine)(paced);
  const stepper = createStepper(self, machine.wires, () => runner);
  let link: { readonly profile: LinkProfile; readonly seed: number } = { profile: linkProfiles.loopback, seed: 0 };
  let runner: NodeRunner | undefined;
  let generation = 0;
  let hasStarted = false;
  let connections = 0;
  let unreachable: ReadonlySet<NodeId> = new Set();

  function configure({ generation: next, plan, store: regime }: Extract<Order, { type: 'configure' }>): void {
    runner?.destroy();
    generation = next;
    hasStarted = false;
    const { store, restored, trouble, mended } = openStore(regime);
    const current = createNodeRunner({
      self,
      generation,
      logic: createRecordedLogic(self, plan),
      secret: options.secret,
      wires: machine.wires,
      room: options.machine.room,
      store,
      batchMs: options.batchMs,
      unreachable,
      nextConnection: () => ++connections,
      isHeard: options.isHeard,
      onBatch: (batch) => report({ type: 'telemetry', generation: next, batch }),
      onJoined: () => report({ type: 'joined', generation: next }),
      onWorkDone: (phase) => report({ type: 'work-done', generation: next, phase }),
      onHistory: (news) => report({ ...news, generation: next }),
      onStoreTrouble: (found) => reportStore(next, found),
    });
    runner = current;
    if (mended !== undefined) report({ type: 'store', generation: next, state: 'store-mended', text: mended });
    if (trouble !== undefined) reportStore(next, trouble);
    if (restored.length > 0) current.feed({ type: 'restored', items: restored });
    const isDeaf = plan.role.type === 'client';
    machine.setListening(isDeaf ? undefined : (pipe) => current.accept(pipe), (error, listening) => {
      if (generation !== next) return;
      if (listening === undefined)
        report({ type: 'failed', text: `cannot listen: ${error?.message ?? 'no reason given'}` });
      else report({ type: 'configured', generation: next, ...listening, restored: restored.length });
    });
  }

  function start(): void {
    hasStarted = true;
    runner?.feed({ type: 'started' });
    runner?.feed(lineOf(link.profile));
  }

  function openStore(regime: string | undefined): OpenedStore {
    if (regime === undefined || machine.openStore === undefined) {
      return { store: memoryStore, restored: [], trouble: undefined, mended: undefined };
    }
    return machine.openStore(regime);
  }

  function reportStore(of: number, trouble: StoreTrouble | undefined): void {
    report({ type: 'store', generation: of, state: trouble?.code ?? 'store-works', text: trouble?.text ?? '' });
  }

  /** Loopback is as fast as the machine, whatever the pace: in slow motion it takes what it takes at full speed. */
  function applyLink(): void {
    const isSlowed = paced.pace !== 1 && isLoopback(link.profile);
    machine.wires.setLink(isSlowed ? { ...link.profile, latencyMs: loopbackLatencyMs } : link.profile, link.seed);
  }

  /** A link starts anew with its random numbers, and every step sets the pace: only what changes the link touches it. */
  function changePace(change: PaceChange): void {
    const wasSlowed = paced.pace !== 1;
    paced.setPace(change);
    if (isLoopback(link.profile) && wasSlowed !== (paced.pace !== 1)) applyLink();
  }

  function leave(): void {
    runner?.feed({ type: 'leave' });
    runner?.flushTelemetry();
    // Its last frames go out in real time: at pace 0 they never would.
    paced.setPace({ pace: 1, sessionAt: machine.wires.now(), baseAt: options.machine.wires.now() });
    machine.exit();
  }

  return {
    order(message) {
      switch (message.type) {
        case 'configure':
          return configure(message);
        case 'start':
        case 'contacts':
          if (message.generation !== generation) return;
          machine.setContacts(message.contacts);
          if (message.type === 'start') start();
          return;
        case 'work':
        case 'check':
          if (message.generation === generation) runner?.feed(message);
          return;
        case 'ping':
          runner?.flushTelemetry();
          return report({ type: 'pong', sequence: message.sequence });
        case 'inspect':
          if (message.generation !== generation || runner === undefined) return;
          return report({ type: 'inspected', generation, inspection: runner.inspect() });
        case 'unreachable':
          unreachable = new Set(message.nodes);
          return runner?.setUnreachable(unreachable);
        case 'slow':
          return runner?.feed({ type: 'slowed', times: message.times });
        case 'link':
          link = { profile: message.link, seed: message.seed };
          applyLink();
          if (hasStarted) runner?.feed(lineOf(link.profile));
          return;
        case 'pace':
          return changePace(message);
        case 'peek':
          return report(stepper.peek(message));
        case 'step':
          return report(stepper.step(message));
        case 'shutdown':
          return leave();
      }
    },
  };
}

function lineOf({ upBytesPerSecond }: LinkProfile): Input {
  return { type: 'line', upBytesPerSecond };
}

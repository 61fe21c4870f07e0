import type { Intent } from '../../source/lab/rules/intent.ts';
import { initialLab, reduceLab } from '../../source/lab/rules/reduce-lab.ts';
import type { LabEffect, LabEvent, LabSettings, LabState, NodeRecord } from '../../source/lab/rules/state.ts';
import { loopbackLinks } from '../../source/links/link-text.ts';
import type { WorkPhase } from '../../source/protocol/control/fields.ts';
import type { Order } from '../../source/protocol/control/orders.ts';
import type { Report } from '../../source/protocol/control/reports.ts';
import { nodeId } from '../../source/protocol/ids.ts';
import { floodingSettings } from '../modes/mode-settings.ts';

const settings: LabSettings = {
  ...floodingSettings,
  mode: 'client-server',
  nodes: 3,
  seed: 1,
  rate: 20,
  concurrency: 2,
  ticksPerSecond: 20,
  jobOperations: 2_000,
  serialShare: 0.05,
  fileBytes: 64 * 1024,
  pieceBytes: 4 * 1024,
  valueSize: 64,
  ttl: 7,
  capacity: 50,
  link: loopbackLinks,
  durability: 'memory',
  nodesMax: 5,
};

/** A lab to which the test reports what its nodes would. */
export interface DrivenLab {
  readonly state: LabState;
  /** One event; gives its effects. */
  feed(event: LabEvent): readonly LabEffect[];
  asks(intent: Intent): readonly LabEffect[];
  reports(node: number, report: Report): readonly LabEffect[];
  ready(node: number): readonly LabEffect[];
  configured(node: number): readonly LabEffect[];
  joined(node: number): readonly LabEffect[];
  done(node: number, phase: WorkPhase): readonly LabEffect[];
  exits(node: number, cause?: string): readonly LabEffect[];
  node(number: number): NodeRecord | undefined;
  /** The step of each node, like `n1 working`. */
  steps(): string[];
}

export function driveLab(changes: Partial<LabSettings> = {}): DrivenLab {
  let state = initialLab({ ...settings, ...changes });
  let now = 0;
  function feed(event: LabEvent): readonly LabEffect[] {
    now += 10;
    const reduced = reduceLab(state, event, now);
    state = reduced.state;
    return reduced.effects;
  }
  const reports = (node: number, report: Report) => feed({ type: 'report', node: nodeId(node), report });
  return {
    get state() {
      return state;
    },
    feed,
    reports,
    asks: (intent) => feed({ type: 'intent', intent }),
    ready: (node) => reports(node, { type: 'ready', pid: 100 + node }),
    configured: (node) =>
      reports(node, {
        type: 'configured',
        generation: state.generation,
        host: `127.0.0.${node}`,
        port: 4000,
        restored: 0,
      }),
    joined: (node) => reports(node, { type: 'joined', generation: state.generation }),
    done: (node, phase) => reports(node, { type: 'work-done', generation: state.generation, phase }),
    exits: (node, cause = 'killed · SIGKILL') => feed({ type: 'node-exited', node: nodeId(node), cause }),
    node: (number) => state.nodes.get(nodeId(number)),
    steps: () => [...state.nodes.values()].map(({ id, step }) => `${id} ${step}`),
  };
}

/** The numbers of the nodes that are there and up. */
export function living(lab: DrivenLab): number[] {
  return [...lab.state.nodes.values()].filter(({ step }) => step !== 'down').map(({ id }) => Number(id.slice(1)));
}

/** Takes a lab through its barriers up to a phase. */
export function labIn(phase: 'starting' | 'publishing' | 'working', changes: Partial<LabSettings> = {}): DrivenLab {
  const lab = driveLab(changes);
  lab.feed({ type: 'start' });
  if (phase !== 'starting') {
    for (const node of living(lab)) lab.ready(node);
    crossTo(lab, phase);
  }
  return lab;
}

/** From where all are configuring to publishing, or on to working. */
export function crossTo(lab: DrivenLab, phase: 'publishing' | 'working'): void {
  for (const node of living(lab)) lab.configured(node);
  for (const node of living(lab)) lab.joined(node);
  if (phase === 'working') for (const node of living(lab)) lab.done(node, 'publish');
}

/** Orders of one type among effects, like `n2 publish`. */
export function ordersOf<Type extends Order['type']>(
  effects: readonly LabEffect[],
  type: Type,
): readonly (readonly [string, Extract<Order, { type: Type }>])[] {
  return effects.flatMap((effect) =>
    effect.type === 'order' && effect.order.type === type
      ? [[effect.node, effect.order as Extract<Order, { type: Type }>] as const]
      : [],
  );
}

/** What nodes are told to do, like `n2 publish`. */
export function workOf(effects: readonly LabEffect[]): string[] {
  return ordersOf(effects, 'work').map(([node, { phase }]) => `${node} ${phase}`);
}

export function typesOf(effects: readonly LabEffect[]): string[] {
  return effects.map(({ type }) => type);
}

/** What is logged, like `info: n3 leaves`. */
export function textsOf(effects: readonly LabEffect[]): string[] {
  return effects.flatMap((effect) =>
    effect.type === 'log' ? [`${effect.level}: ${effect.node ?? 'lab'} ${effect.text}`] : [],
  );
}

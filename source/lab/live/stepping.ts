import type { Order } from '../../protocol/control/orders.ts';
import type { HeldMessage, Report } from '../../protocol/control/reports.ts';
import { type NodeId, nodeNumber, type Timestamp } from '../../protocol/ids.ts';
import type { NextStep } from '../view/next-step.ts';

/** What stepping needs of the lab. */
export interface SteppingHost {
  /** Nodes that could do something. */
  nodes(): readonly NodeId[];
  order(node: NodeId, order: Order): void;
  /** Session time stands still from now on at that moment, for everybody. */
  standAt(sessionAt: Timestamp): void;
  logStep(node: NodeId, step: string): void;
  /** `next` has changed. */
  changed(): void;
}

/** Single steps: the earliest delivery or deadline of all processes, and nothing else. */
export interface Stepping {
  step(): void;
  /** Finds out what would come next. */
  look(): void;
  /** Time goes on. */
  forget(): void;
  next(): NextStep | undefined;
  heard(node: NodeId, report: Extract<Report, { type: 'next' | 'stepped' }>): void;
}

/** A node that does not answer in this time is left out: it is down, or stopped. */
const answerMsMax = 500;
/** After this time what one node has written is there at another one: all are on one machine. */
const settleMs = 15;
/** Steps that may wait for their turn: a held key asks for more, which are dropped. */
const wantedMax = 32;
/** Departures that one step may take along. */
const departuresMax = 1_000;

type Next = Extract<Report, { type: 'next' }>;
type Stepped = Extract<Report, { type: 'stepped' }>;

export function createStepping(host: SteppingHost): Stepping {
  const waiting = new Map<number, (report: Next | Stepped | undefined) => void>();
  let next: NextStep | undefined;
  let sequence = 0;
  let isBusy = false;
  /** Steps asked for that were not begun yet. */
  let wanted = 0;
  let round = 0;

  function ask(node: NodeId, type: 'peek' | 'step'): Promise<Next | Stepped | undefined> {
    const mine = ++sequence;
    return new Promise((resolve) => {
      const timer = setTimeout(() => finish(undefined), answerMsMax);
      const finish = (report: Next | Stepped | undefined): void => {
        clearTimeout(timer);
        waiting.delete(mine);
        resolve(report);
      };
      waiting.set(mine, finish);
      host.order(node, { type, sequence: mine });
    });
  }

  /** The earliest of all, the lower number first. */
  async function lookAround(): Promise<NextStep | undefined> {
    await new Promise((resolve) => setTimeout(resolve, settleMs));
    const nodes = [...host.nodes()].sort((a, b) => nodeNumber(a) - nodeNumber(b));
    const answers = await Promise.all(nodes.map((node) => ask(node, 'peek')));
    let first: NextStep | undefined;
    let held = 0;
    const messages: HeldMessage[] = [];
    answers.forEach((answer, place) => {
      const node = nodes[place];
      if (answer?.type !== 'next' || node === undefined) return;
      held += answer.held;
      messages.push(...answer.messages);
      if (answer.at !== undefined && (first === undefined || answer.at < first.at)) {
        const moves = answer.messages.find(({ at }) => at === answer.at);
        first = { node, at: answer.at, text: answer.text, held: 0, messages, moves };
      }
    });
    messages.sort((a, b) => a.at - b.at);
    return first === undefined ? undefined : { ...(first as NextStep), held };
  }

  async function oneStep(mine: number): Promise<void> {
    next = undefined;
    host.changed();
    for (let departures = 0; departures < departuresMax && mine === round; departures++) {
      const chosen = await lookAround();
      if (chosen === undefined || mine !== round) break;
      host.standAt(chosen.at);
      const answer = await ask(chosen.node, 'step');
      if (answer?.type !== 'stepped') break;
      if (answer.what === 'departure') continue;
      host.logStep(chosen.node, answer.text);
      break;
    }
    await refresh(mine);
  }

  /** One step after the other: those that are asked for meanwhile follow. */
  async function walk(): Promise<void> {
    isBusy = true;
    while (wanted > 0) {
      wanted--;
      await oneStep(round);
    }
    isBusy = false;
  }

  async function refresh(mine: number): Promise<void> {
    const found = await lookAround();
    if (mine !== round) return;
    next = found;
    host.changed();
  }

  return {
    step() {
      if (wanted < wantedMax) wanted++;
      if (!isBusy) void walk();
    },
    look: () => void refresh(round),
    forget() {
      round++;
      wanted = 0;
      next = undefined;
      host.changed();
    },
    next: () => next,
    heard: (_node, report) => waiting.get(report.sequence)?.(report),
  };
}

import { createHistogram, type Histogram } from '../base/histogram.ts';
import { createRandom } from '../base/random.ts';
import type { ModeName } from '../modes/facts.ts';
import type { ModeSettings } from '../modes/mode.ts';
import { modes } from '../modes/modes.ts';
import type { Outcome } from '../nodes/contract.ts';
import type { RolePlan } from '../protocol/control/plan.ts';
import { type NodeId, nodeId, type Timestamp } from '../protocol/ids.ts';
import { contentOf } from '../workloads/catalogue.ts';
import { createNodeLogic } from '../workloads/node-of-plan.ts';
import { createLeanNetwork, type LeanNetwork } from './lean-network.ts';
import { createScaleWorkload, type ScaleQuery } from './questions.ts';

/** One network, one size. */
export interface ScaleSettings extends ModeSettings {
  readonly mode: ModeName;
  readonly nodes: number;
  readonly seed: number;
  /** Requests a second that one node can serve; 0: no limit. */
  readonly capacity: number;
  readonly valueSize: number;
  /** Questions that are asked in all. */
  readonly queries: number;
  /** Questions a second of virtual time, whole network; 0: so many as `openMax` allows are under way at a time. */
  readonly rate: number;
  /** One way, in milliseconds. */
  readonly latencyMs: number;
  /** Up to so much more, at random. */
  readonly jitterMs?: number;
}

/** What the network is doing. `draining`: all is answered, and what is on its way comes to its end. */
export type ScalePhase = 'joining' | 'publishing' | 'settling' | 'querying' | 'draining' | 'over';

/** A trial under way. */
export interface ScaleTrial {
  readonly phase: ScalePhase;
  readonly network: LeanNetwork;
  readonly roles: ReadonlyMap<NodeId, RolePlan>;
  /** What the users met so far. */
  readonly asked: AskedFigures;
  /** Share of the present phase that is done, 0 … 1. */
  readonly share: number;
  /** Why it ended before everything was answered; undefined when it did not. */
  readonly failure: string | undefined;
  /** Items that were published, and how many could not be. */
  readonly published: { readonly items: number; readonly failed: number; readonly firstMs: number | undefined };
  /** Messages and events of the questions alone: what was counted when they began. */
  readonly base: ScaleBase | undefined;
  /** Goes on for at most so many events; false when it is over. */
  step(eventsMax: number): boolean;
}

/** The questions, as their users saw them. */
export interface AskedFigures {
  begun: number;
  succeeded: number;
  failed: number;
  timedOut: number;
  hopsTotal: number;
  hopsMax: number;
  /** Virtual milliseconds from the question to the content. */
  readonly latency: Histogram;
  readonly made: Uint32Array;
}

/** What had been counted when the first question was asked. */
export interface ScaleBase {
  readonly at: Timestamp;
  readonly messages: Float64Array;
  readonly handled: Float64Array;
  readonly queriesStarted: number;
}

/** Bounds: a network that does not come to rest ends the trial with a reason, never in a loop. Virtual milliseconds. */
const phaseMsMax = 120_000;
const eventsPerTrialMax = 20_000_000_000;
/** Time between two joins, all of them together at most the longest. */
const joinEveryMs = 0.05;
const joinsMsMax = 5_000;
/** Operations under way at a time in the whole network. */
const openMax = 8;
/** Before the first question, in latencies: the last to join has said so to its neighbours by then. */
const settleLatencies = 20;
const publishTriesMax = 5;
const publishRetryMs = 200;
const itemsMax = 1_000;

/** Builds the network, lets it join, publishes, asks, and waits until all is answered and nothing is on its way. */
export function createScaleTrial(settings: ScaleSettings): ScaleTrial {
  const { nodes, seed, queries, rate } = settings;
  const mode = modes[settings.mode];
  const ids = Array.from({ length: nodes }, (_, index) => nodeId(index + 1));
  // As the lab names it: the same seed gives the graph of `starmesh run`.
  const roles = mode.plan(ids, settings, createRandom(seed).fork('plan, generation 1'));
  const users = ids.flatMap((id, index) => (mode.asks(roles.get(id) as RolePlan) ? [index + 1] : []));
  const workload = createScaleWorkload(seed, users.length, Math.min(nodes, itemsMax));
  const asked = emptyAsked(nodes);
  const open = new Map<number, { readonly query: ScaleQuery; readonly at: Timestamp; readonly tries: number }>();
  const network = createLeanNetwork({
    seed,
    nodesMax: nodes,
    latencyMs: settings.latencyMs,
    jitterMs: settings.jitterMs ?? 0,
    onAnswer,
  });
  const published = { items: 0, failed: 0, firstMs: undefined as number | undefined };
  let phase: ScalePhase = 'joining';
  let phaseEndsAt = phaseMsMax;
  let settledAt: Timestamp = 0;
  let failure: string | undefined;
  let base: ScaleBase | undefined;
  let requestId = 0;
  let nextItem = 0;
  /** Publishes that failed and are to be tried again. */
  let waiting = 0;

  populate();

  function populate(): void {
    const seeds = createRandom(seed).fork('nodes');
    const everyMs = Math.min(joinEveryMs, joinsMsMax / nodes);
    ids.forEach((id, index) => {
      const role = roles.get(id) as RolePlan;
      const logic = createNodeLogic(id, { role, capacity: settings.capacity, seed: seeds.uint32() });
      network.add(index + 1, logic, role.type !== 'client');
      network.start(index + 1, index * everyMs);
    });
  }

  function publish(query: ScaleQuery, tries: number): void {
    const item = workload.items[query.item];
    if (item === undefined) return;
    open.set(++requestId, { query, at: network.now, tries });
    const content = contentOf(seed, item.name, settings.valueSize);
    network.command(users[query.user] as number, requestId, { type: 'publish', name: item.name, content });
  }

  function publishNext(): void {
    const item = workload.items[nextItem];
    if (item !== undefined) publish({ user: item.author, item: nextItem++ }, 1);
  }

  function ask(): void {
    const query = asked.begun < queries ? workload.next() : undefined;
    if (query === undefined) return enter('draining');
    const node = users[query.user] as number;
    asked.begun++;
    asked.made[node] = (asked.made[node] as number) + 1;
    open.set(++requestId, { query, at: network.now, tries: 1 });
    const name = workload.items[query.item]?.name ?? '';
    network.command(node, requestId, { type: 'fetch', name });
  }

  /** The open loop asks when it is due, whatever the answers take. */
  function askLater(count: number): void {
    network.at((base?.at ?? 0) + (1000 * count) / rate, () => {
      if (phase !== 'querying') return;
      ask();
      askLater(count + 1);
    });
  }

  function onAnswer(_node: number, id: number, outcome: Outcome): void {
    const entry = open.get(id);
    if (entry === undefined) return;
    open.delete(id);
    if (phase === 'publishing') return onPublished(entry.query, entry.tries, outcome);
    if (outcome.type === 'done') {
      asked.succeeded++;
      asked.hopsTotal += outcome.hops;
      asked.hopsMax = Math.max(asked.hopsMax, outcome.hops);
      asked.latency.record(network.now - entry.at);
    } else {
      asked.failed++;
      if (outcome.type === 'timed-out') asked.timedOut++;
    }
    if (rate === 0 && phase === 'querying') ask();
  }

  function onPublished(query: ScaleQuery, tries: number, outcome: Outcome): void {
    published.firstMs ??= network.now;
    if (outcome.type !== 'done' && tries < publishTriesMax) {
      waiting++;
      return network.at(network.now + publishRetryMs, () => {
        waiting--;
        publish(query, tries + 1);
      });
    }
    if (outcome.type === 'done') published.items++;
    else published.failed++;
    publishNext();
  }

  function enter(next: ScalePhase): void {
    phase = next;
    phaseEndsAt = network.now + phaseMsMax + (next === 'querying' && rate > 0 ? (1000 * queries) / rate : 0);
    if (next === 'settling') {
      settledAt = network.now + settleLatencies * settings.latencyMs;
      network.at(settledAt, () => undefined); // an event to stop at
    }
    if (next === 'publishing') for (let one = 0; one < openMax; one++) publishNext();
    if (next === 'querying') {
      base = baseOf(network);
      if (rate > 0) askLater(0);
      else for (let one = 0; one < openMax && phase === 'querying'; one++) ask();
    }
  }

  /** What comes next when the present phase is done. */
  function isDone(): boolean {
    switch (phase) {
      case 'joining':
        return network.counts.joined >= nodes;
      case 'publishing':
        return open.size === 0 && waiting === 0 && nextItem >= workload.items.length;
      case 'settling':
        return network.now >= settledAt && network.working === 0;
      case 'draining':
        return open.size === 0 && network.working === 0;
      default:
        return phase === 'over';
    }
  }

  /** One event, or the next phase. Pings go on for ever: a network is never without events, so that each is looked at. */
  function advance(): void {
    if (isDone()) enter(after[phase]);
    else if (network.nextAt > phaseEndsAt) giveUp(`no end of ${phase} within ${phaseMsMax / 1000} s of virtual time`);
    else if (network.events > eventsPerTrialMax) giveUp(`no end of ${phase} within ${eventsPerTrialMax} events`);
    else network.run(phaseEndsAt, 1);
  }

  function giveUp(reason: string): void {
    failure = reason;
    phase = 'over';
  }

  return {
    get phase() {
      return phase;
    },
    network,
    roles,
    asked,
    get share() {
      if (phase === 'joining') return network.counts.joined / nodes;
      if (phase === 'publishing') return (published.items + published.failed) / workload.items.length;
      if (phase === 'querying') return (asked.succeeded + asked.failed) / queries;
      return 1;
    },
    get failure() {
      return failure;
    },
    published,
    get base() {
      return base;
    },
    step(eventsMax) {
      for (let done = 0; done < eventsMax && phase !== 'over'; done++) advance();
      return phase !== 'over';
    },
  };
}

const after: Readonly<Record<ScalePhase, ScalePhase>> = {
  joining: 'publishing',
  publishing: 'settling',
  settling: 'querying',
  querying: 'draining',
  draining: 'over',
  over: 'over',
};

function emptyAsked(nodes: number): AskedFigures {
  const made = new Uint32Array(nodes + 1);
  return { begun: 0, succeeded: 0, failed: 0, timedOut: 0, hopsTotal: 0, hopsMax: 0, latency: createHistogram(), made };
}

function baseOf({ now, counts }: LeanNetwork): ScaleBase {
  const { sent, handled, queriesStarted } = counts;
  return { at: now, messages: sent.messages.slice(), handled: handled.slice(), queriesStarted };
}

import { messageCodec } from '../protocol/messages.ts';
import { type OverlayFacts, searchTypesOf } from './overlay-facts.ts';
import type { ScaleTrial } from './scale-trial.ts';

/** What one size gave: a row of the table. All of it is simulated; `queries` is n. */
export interface SizeFigures {
  readonly nodes: number;
  /** False when it was interrupted, or ended with `failure`: the figures are those so far. */
  readonly complete: boolean;
  readonly failure: string | undefined;
  readonly queries: number;
  readonly succeeded: number;
  readonly failed: number;
  /** Of the questions that succeeded; undefined when none did. */
  readonly hopsMean: number | undefined;
  readonly hopsMax: number | undefined;
  /** Messages that locate the item, a question; undefined before everything has come to rest. */
  readonly messagesPerQuery: number | undefined;
  /** Connections that are part of the network's shape, two ends each, over the nodes. */
  readonly linksPerNode: number;
  /** Query and content messages that reached the busiest node, over the mean of all nodes. */
  readonly busiestLoad: number | undefined;
  readonly events: number;
  readonly eventsPerSecond: number;
  /** Of this process, when the size was done. */
  readonly rssBytes: number;
  /** On the wall: to build the network, and to run it. */
  readonly buildMs: number;
  readonly runMs: number;
  /** On the virtual clock, joining and publishing included. */
  readonly virtualMs: number;
  readonly predicted: { readonly messagesPerQuery: number | undefined; readonly hopsMean: number | undefined };
}

/** What the clock and the system said of a trial. */
export interface TrialCost {
  readonly buildMs: number;
  readonly runMs: number;
  readonly rssBytes: number;
}

/** Reads the figures of a trial, at its end or on the way. */
export function sizeFigures(trial: ScaleTrial, facts: OverlayFacts, knobs: Knobs, cost: TrialCost): SizeFigures {
  const { network, asked, failure, phase } = trial;
  const nodes = trial.roles.size;
  const complete = phase === 'over' && failure === undefined;
  const edges = network.pairs(true).length;
  const size = { degree: knobs.degree, k: knobs.k, nodes, edges };
  return {
    nodes,
    complete,
    failure,
    queries: asked.begun,
    succeeded: asked.succeeded,
    failed: asked.failed,
    hopsMean: asked.succeeded === 0 ? undefined : asked.hopsTotal / asked.succeeded,
    hopsMax: asked.succeeded === 0 ? undefined : asked.hopsMax,
    messagesPerQuery: complete && asked.begun > 0 ? searchMessages(trial, facts) / asked.begun : undefined,
    linksPerNode: (2 * edges) / nodes,
    busiestLoad: complete ? busiestLoad(trial) : undefined,
    events: network.events,
    eventsPerSecond: (network.events / Math.max(1, cost.runMs)) * 1000,
    ...cost,
    virtualMs: network.now,
    predicted: { messagesPerQuery: facts.messagesPerQuery(size), hopsMean: facts.hopsMean(size) },
  };
}

/** What the predictions depend on besides the size. */
export interface Knobs {
  readonly degree: number;
  /** Bucket size of Kademlia. */
  readonly k: number;
}

/** Messages that located the items of all questions. */
export function searchMessages({ network, base }: ScaleTrial, facts: OverlayFacts): number {
  const types = searchTypesOf(facts);
  return messageCodec.types.reduce((total, type, tag) => {
    if (!types.has(type)) return total;
    return total + (network.counts.sent.messages[tag] ?? 0) - (base?.messages[tag] ?? 0);
  }, 0);
}

function busiestLoad({ network, base, roles }: ScaleTrial): number | undefined {
  if (base === undefined) return undefined;
  let total = 0;
  let most = 0;
  network.counts.handled.forEach((count, node) => {
    const handled = count - (base.handled[node] ?? 0);
    total += handled;
    most = Math.max(most, handled);
  });
  return total === 0 ? undefined : most / (total / roles.size);
}

import { earliest } from '../../base/earliest.ts';
import type { NodeId, Timestamp } from '../../protocol/ids.ts';
import { type RouteStep, routeStepsMax } from '../../protocol/route.ts';
import { hashOf } from '../../protocol/sha256.ts';
import type { Effect, Outcome } from '../contract.ts';
import type { Hit } from '../overlay/overlay.ts';
import type { Answer, Done, Request } from '../parts/exchanges.ts';
import { createPending } from '../parts/pending.ts';

/** What was fetched and checked. */
export interface Fetched extends Omit<Hit, 'route'> {
  readonly name: string;
  readonly content: Buffer;
  readonly route: readonly RouteStep[];
}

/** What the transfers of a peer need of it. */
export interface TransfersHost {
  emit(effect: Effect): void;
  ask(node: NodeId, request: Request, msMax: number, now: Timestamp, done: Done): void;
  /** No holder is left to try: the search is to go on, if it can. */
  searchMore(requestId: number, now: Timestamp): void;
  done(requestId: number, fetched: Fetched, now: Timestamp): void;
  failed(requestId: number, outcome: Outcome, route: readonly RouteStep[]): void;
}

/** Fetches straight from holders, one after the other until one gives what it promised; beside one that is silent another one is tried. */
export interface Transfers {
  begin(requestId: number, name: string, now: Timestamp): void;
  found(requestId: number, hit: Hit, now: Timestamp): void;
  /** A message of the search for holders. */
  passed(requestId: number, step: RouteStep): void;
  /** The search is over: no more holders will be found. `failure`: it could not be done. */
  searchEnded(requestId: number, failure?: Outcome): void;
  deadline(): Timestamp | undefined;
  tick(now: Timestamp): void;
}

/** How long a fetch may take, search included, before its outcome is indefinite. */
export const fetchMsMax = 3_000;
/** A holder that is silent for so long is not waited for alone. */
export const holderMsMax = 1_000;
/** Holders that one fetch tries at most: more than one liar can name in an answer. */
const holdersMax = 64;
/** Peers remembered for having sent wrong content; the oldest is forgiven first. */
const liarsMax = 1_000;

interface Fetch {
  readonly name: string;
  /** Holders not tried yet. */
  readonly hits: Hit[];
  /** What was found so far, tried or not: many name the same holder, and one that refused is not asked again. */
  readonly seen: Set<string>;
  /** Holders that are being tried. */
  readonly asked: Set<NodeId>;
  /** The one of them that is waited for alone; undefined when there is none, or all have been silent for too long. */
  awaited: NodeId | undefined;
  isSearching: boolean;
  readonly route: RouteStep[];
  /** How the holder failed that was tried last. */
  failure: Outcome;
}

function note({ route }: Fetch, step: RouteStep): void {
  if (route.length < routeStepsMax) route.push(step);
}

export function createTransfers(self: NodeId, host: TransfersHost): Transfers {
  const fetches = createPending<number, Fetch>(fetchMsMax);
  /** Those whose holder has not answered yet. */
  const silent = createPending<number, Fetch>(holderMsMax);
  const liars = new Set<NodeId>();

  function tryNext(requestId: number, fetch: Fetch, now: Timestamp): void {
    const hit = fetch.hits.shift();
    if (hit === undefined) return;
    const { holder } = hit;
    fetch.asked.add(holder);
    fetch.awaited = holder;
    silent.add(requestId, fetch, now);
    for (const step of hit.route ?? []) note(fetch, step);
    note(fetch, { from: self, to: holder, message: 'fetch', at: now });
    host.ask(holder, { type: 'fetch', hash: hit.hash }, fetchMsMax, now, (answer, at) => {
      if (answer.type === 'response') note(fetch, { from: holder, to: self, message: answer.message.type, at });
      if (fetches.get(requestId) === fetch) onAnswer(requestId, fetch, hit, answer, at);
    });
  }

  function onAnswer(requestId: number, fetch: Fetch, hit: Hit, answer: Answer, now: Timestamp): void {
    if (answer.type === 'failed') {
      if (answer.failure === 'timed-out') return; // so does the fetch
      return giveUpHolder(requestId, fetch, hit, { type: 'unreachable', reason: answer.reason }, now);
    }
    const { message } = answer;
    if (message.type !== 'content') {
      const code = message.type === 'refused' ? message.code : `unexpected-${message.type}`;
      const outcome: Outcome = code === 'not-found' ? { type: 'not-found' } : { type: 'refused', code };
      return giveUpHolder(requestId, fetch, hit, outcome, now);
    }
    if (hashOf(message.content) !== hit.hash) {
      distrust(hit.holder, fetch.name);
      return giveUpHolder(requestId, fetch, hit, { type: 'refused', code: 'wrong-content' }, now);
    }
    take(requestId);
    const { name, route } = fetch;
    host.done(requestId, { ...hit, name, content: message.content, route }, now);
  }

  function distrust(holder: NodeId, name: string): void {
    liars.add(holder);
    const [oldest] = liars;
    if (liars.size > liarsMax && oldest !== undefined) liars.delete(oldest);
    const text = `${holder} sent wrong content for ${name}: nothing more is fetched from it`;
    host.emit({ type: 'telemetry', event: { type: 'limit-reached', limit: 'wrong-content', text } });
  }

  /** The holder that was tried is no good: tries the next; without one, the search may still find more until its own time is over. */
  function giveUpHolder(requestId: number, fetch: Fetch, { holder }: Hit, failure: Outcome, now: Timestamp): void {
    fetch.failure = failure;
    fetch.asked.delete(holder);
    if (fetch.awaited === holder) stopAwaiting(requestId, fetch);
    if (fetch.awaited === undefined) tryAnother(requestId, fetch, now);
  }

  function stopAwaiting(requestId: number, fetch: Fetch): void {
    fetch.awaited = undefined;
    silent.take(requestId);
  }

  function tryAnother(requestId: number, fetch: Fetch, now: Timestamp): void {
    if (fetch.hits.length > 0) return tryNext(requestId, fetch, now);
    if (fetch.isSearching) return host.searchMore(requestId, now);
    if (fetch.asked.size === 0) fail(requestId, fetch.failure);
  }

  function take(requestId: number): Fetch | undefined {
    silent.take(requestId);
    return fetches.take(requestId);
  }

  function fail(requestId: number, outcome: Outcome): void {
    const fetch = take(requestId);
    if (fetch !== undefined) host.failed(requestId, outcome, fetch.route);
  }

  return {
    begin(requestId, name, now) {
      const failure: Outcome = { type: 'not-found' };
      fetches.add(
        requestId,
        {
          name,
          hits: [],
          seen: new Set(),
          asked: new Set(),
          awaited: undefined,
          isSearching: true,
          route: [],
          failure,
        },
        now,
      );
    },
    found(requestId, hit, now) {
      const fetch = fetches.get(requestId);
      if (fetch === undefined || liars.has(hit.holder)) return;
      const what = `${hit.holder} ${hit.hash}`;
      if (fetch.seen.has(what) || fetch.seen.size >= holdersMax) return;
      fetch.seen.add(what);
      fetch.hits.push(hit);
      if (fetch.awaited === undefined) tryNext(requestId, fetch, now);
    },
    passed(requestId, step) {
      const fetch = fetches.get(requestId);
      if (fetch !== undefined) note(fetch, step);
    },
    searchEnded(requestId, failure) {
      const fetch = fetches.get(requestId);
      if (fetch === undefined) return;
      fetch.isSearching = false;
      if (failure !== undefined) fetch.failure = failure;
      if (fetch.asked.size === 0 && fetch.hits.length === 0) fail(requestId, fetch.failure);
    },
    deadline: () => earliest(fetches.deadline(), silent.deadline()),
    tick(now) {
      for (const [requestId, fetch] of silent.expired(now)) {
        fetch.awaited = undefined;
        tryAnother(requestId, fetch, now);
      }
      for (const [requestId, { route }] of fetches.expired(now)) {
        silent.take(requestId);
        host.failed(requestId, { type: 'timed-out' }, route);
      }
    },
  };
}

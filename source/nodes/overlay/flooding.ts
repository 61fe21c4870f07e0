import type { Random } from '../../base/random.ts';
import { tableOf } from '../../protocol/control/inspection.ts';
import { type ConnectionId, type NodeId, nodeNumber, type Timestamp } from '../../protocol/ids.ts';
import type { Message, QueryId } from '../../protocol/messages.ts';
import type { RouteStep } from '../../protocol/route.ts';
import { limits } from '../../protocol/wire/limits.ts';
import { createPending } from '../parts/pending.ts';
import type { Overlay, OverlayHost } from './overlay.ts';
import { createRecentMap } from './recent-map.ts';

/** Options of flooding. */
export interface FloodingOptions {
  readonly self: NodeId;
  /** Hops after which a query is not passed on. */
  readonly ttl: number;
  readonly random: Random;
}

/** How long a query waits for hits. */
export const queryMsMax = 1_000;
/** How long a peer remembers a query, to drop its duplicates and to send hits back: at least so long, at most twice. */
const routeMsMin = 5_000;
/** Queries remembered in that time; beyond it the older half is forgotten early. */
const routesMax = 50_000;

type Query = Extract<Message, { type: 'query' }>;
type RoutedHit = Extract<Message, { type: 'hit' }>;

interface Find {
  readonly findId: number;
  readonly at: Timestamp;
}

/**
 * Gnutella's way (protocol 0.4): a query goes to all neighbours, each passes it on to all others once, until its TTL is used up; hits go
 * back the way the query came. A TTL that covers the graph costs exactly 2E-N+1 query messages.
 */
export function createFlooding(options: FloodingOptions, host: OverlayHost): Overlay {
  const { self, ttl, random } = options;
  const neighbours = new Map<ConnectionId, NodeId>();
  const routes = createRecentMap<number, ConnectionId | 'self'>(routeMsMin, routesMax);
  const finds = createPending<number, Find>(queryMsMax);
  /** Not where an earlier life of this peer began. */
  let sequence = random.uint32();

  function flood(query: Query, except: ConnectionId | undefined): void {
    for (const connection of neighbours.keys()) {
      if (connection !== except) host.emit({ type: 'send', connection, message: query });
    }
  }

  function onQuery(connection: ConnectionId, query: Query, now: Timestamp): void {
    const key = keyOf(query);
    if (routes.has(key)) return;
    routes.set(key, connection, now);
    const { origin, hops } = query;
    const hash = host.held(query.name);
    if (hash !== undefined) {
      const message = { type: 'hit', origin, sequence: query.sequence, hops, holder: self, hash, way: [] } as const;
      host.emit({ type: 'send', connection, message });
    }
    if (query.ttl > 1) flood({ ...query, ttl: query.ttl - 1, hops: hops + 1 }, connection);
  }

  function onHit(hit: RoutedHit, now: Timestamp): void {
    const route = routes.get(keyOf(hit));
    if (route === 'self') {
      const find = finds.get(hit.sequence);
      if (find === undefined) return; // it came too late
      const { holder, hash, hops } = hit;
      host.found(find.findId, { holder, hash, hops, route: routeOf(hit, find.at, now) }, now);
    } else if (route !== undefined && neighbours.has(route)) {
      host.emit({
        type: 'send',
        connection: route,
        message: { ...hit, way: [...hit.way, self].slice(-limits.wayMax) },
      });
    }
  }

  /** Out over those that passed the hit on, and back: that is the way on which the query came first. */
  function routeOf({ way, holder }: RoutedHit, sentAt: Timestamp, now: Timestamp): RouteStep[] {
    const back = [holder, ...way, self];
    const steps = (nodes: readonly NodeId[], message: 'query' | 'hit'): RouteStep[] =>
      nodes.slice(1).map((to, at) => ({ from: nodes[at] ?? self, to, message, at: undefined }));
    const [first, ...queries] = steps([...back].reverse(), 'query');
    const hits = steps(back, 'hit');
    const last = hits.pop();
    if (first === undefined || last === undefined) return [];
    return [{ ...first, at: sentAt }, ...queries, ...hits, { ...last, at: now }];
  }

  return {
    begin: () => undefined,
    isJoined: () => true,
    neighbourJoined: (connection, node) => {
      neighbours.set(connection, node);
    },
    neighbourLeft: (connection) => {
      neighbours.delete(connection);
    },
    heard: () => undefined,
    left: () => undefined,
    announce: (_item, now, done) => done(now),
    find(findId, name, now) {
      const query: Query = { type: 'query', origin: self, sequence, ttl, hops: 1, name };
      sequence = (sequence + 1) >>> 0;
      routes.set(keyOf(query), 'self', now);
      finds.add(query.sequence, { findId, at: now }, now);
      host.emit({
        type: 'telemetry',
        event: { type: 'query-started', query: { origin: self, sequence: query.sequence } },
      });
      flood(query, undefined);
    },
    findMore: () => undefined, // hits come in until its time is over
    findOver: () => undefined,
    peersNear: (_key, now, done) => done(random.shuffled([...new Set(neighbours.values())]), now),
    receive(connection, _from, message, now) {
      if (message.type === 'query') onQuery(connection, message, now);
      else if (message.type === 'hit') onHit(message, now);
      else return false;
      return true;
    },
    describe: () => [
      tableOf(
        'Neighbours',
        ['node', 'connection'],
        [...neighbours].map(([connection, node]) => [node, connection]),
      ),
    ],
    deadline: () => finds.deadline(),
    tick(now) {
      for (const [, { findId }] of finds.expired(now)) host.searchEnded(findId);
    },
  };
}

/** One number of both, which costs no text for each message; exact for nodes up to n2097151. */
function keyOf({ origin, sequence }: QueryId): number {
  return nodeNumber(origin) * 2 ** 32 + sequence;
}

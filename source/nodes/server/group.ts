import { earliest } from '../../base/earliest.ts';
import type { ConnectionId, NodeId, Timestamp } from '../../protocol/ids.ts';
import type { Message, RefusalCode } from '../../protocol/messages.ts';
import { createCatchUp } from './catch-up.ts';
import { createChain } from './chain.ts';
import type { GroupState, ServerGroupHost } from './group-state.ts';
import { createServerLinks, isBefore } from './links.ts';
import { createServerRequests, type Write, type WriteDone } from './requests.ts';

/** One server's part in a group of servers that hold the same items. */
export interface ServerGroup {
  /** Whether it has everything, and answers clients. */
  readonly isLive: boolean;
  begin(now: Timestamp): void;
  /** Done when every live server holds the item, this one included. */
  write(write: Write, now: Timestamp, done: WriteDone): void;
  connected(connection: ConnectionId, direction: 'inbound' | 'outbound', node: NodeId): void;
  dialFailed(node: NodeId, now: Timestamp): void;
  disconnected(connection: ConnectionId, now: Timestamp): void;
  /** Takes what one server says to another; false: the message is none of that. */
  receive(connection: ConnectionId, node: NodeId, message: Message, now: Timestamp): boolean;
  /** Goes on with what became possible: to be called last, after every input. */
  settle(now: Timestamp): void;
  deadline(): Timestamp | undefined;
  tick(now: Timestamp): void;
}

/** Pause before a server asks again that was refused. */
export const catchUpRetryMs = 100;

/**
 * The live servers are a chain in node order (van Renesse and Schneider 2004, "Chain replication for supporting high throughput and
 * availability"): the first one decides what a name means, each stores (for good) and passes on to the next, and says `replicated` when the next has. So
 * what a server holds, all before it hold, and nobody has to be asked when one dies: its neighbours close the gap.
 *
 * A server that begins is told everything by the live one before it, or if there is none by the first one, which from that moment on passes
 * everything on to it. When none is live, the first one that is there has whatever it has, and is live.
 */
export function createServerGroup(self: NodeId, others: readonly NodeId[], host: ServerGroupHost): ServerGroup {
  const { emit } = host;
  const links = createServerLinks(self, others, emit);
  const requests = createServerRequests(emit);
  const state: GroupState = {
    isLive: others.length === 0,
    source: undefined,
    told: new Set(),
    decidedAlone: new Set(),
  };
  let retryAt: Timestamp | undefined;
  let hasBegun = false;
  let hasFallenBack = false;
  /** Servers that heard first, when they were connected, that this one is live. */
  const metLive = new Set<NodeId>();
  /** Servers that were catching up when this one became live with what it had: their source may have been alive for longer than it was seen here. */
  const passedOver = new Set<NodeId>();
  const catchUp = createCatchUp({
    ...{ links, requests, item: host.item, names: host.names, refuse, onTold },
    isSourceOf: (node) => links.sourceOf(node, state.isLive) === self,
  });
  const chain = createChain({ self, host, links, requests, catchUp, state, send, refuse });

  function send(connection: ConnectionId, message: Message): void {
    emit({ type: 'send', connection, message });
  }

  function refuse(connection: ConnectionId, requestId: number, code: RefusalCode): void {
    send(connection, { type: 'refused', requestId, code });
  }

  /** Without being asked: whether this server is live. */
  function sayState(connection: ConnectionId): void {
    if (state.isLive) send(connection, { type: 'caught-up', requestId: 0 });
    else refuse(connection, 0, 'catching-up');
  }

  /** From now on that server is passed what is written. */
  function onTold(node: NodeId, connection: ConnectionId, requestId: number): void {
    links.setState(node, 'live');
    passedOver.delete(node);
    send(connection, { type: 'caught-up', requestId });
  }

  function beginCatchUp(now: Timestamp): void {
    const node = links.sourceOf(self, state.isLive);
    if (node === undefined) {
      const waiting = links.inState('catching-up');
      if (waiting.some((other) => isBefore(other, self))) return;
      for (const other of waiting) passedOver.add(other);
      return becomeLive(now);
    }
    const connection = links.to(node);
    if (connection === undefined) return;
    state.source = { node, connection, requestId: requests.nextRequestId() };
    state.told.clear();
    send(connection, { type: 'catch-up', requestId: state.source.requestId });
  }

  function becomeLive(now: Timestamp): void {
    const mine = state.source === undefined ? [] : [...host.names()].filter((name) => !state.told.has(name));
    state.isLive = true;
    state.source = undefined;
    state.told.clear();
    for (const connection of links.open()) sayState(connection);
    chain.writeAgain(mine, now);
    const next = links.nextLive();
    if (hasFallenBack && next !== undefined) catchUp.tell(next, undefined, now); // it may have heard otherwise meanwhile
    hasFallenBack = false;
  }

  /** Another server was live without this one, which missed what was written there: it begins anew. */
  function fallBack(now: Timestamp): void {
    state.isLive = false;
    hasFallenBack = true;
    passedOver.clear();
    catchUp.giveUpAll();
    for (const connection of links.open()) sayState(connection);
    settle(now);
  }

  function onLive(node: NodeId, now: Timestamp): void {
    const before = links.stateOf(node);
    // Both were live when they met: they were apart. One that was told otherwise before does not fall back.
    if (state.isLive && before === 'unknown' && metLive.has(node)) {
      links.setState(node, isBefore(node, self) ? 'live' : 'catching-up');
      if (isBefore(node, self)) fallBack(now);
      return;
    }
    links.setState(node, 'live');
    // It was told everything by one that is gone, and this server was not; unless another one that is live, and has it from here, has told it.
    if (state.isLive && passedOver.delete(node) && links.inState('live').length === 1) return fallBack(now);
    if (state.isLive && isBefore(node, self)) {
      chain.writeAgain([...state.decidedAlone], now);
      state.decidedAlone.clear();
    }
    // Somebody else told it everything while this server did not pass on to it yet.
    if (state.isLive && before !== 'live' && links.nextLive() === node) catchUp.tell(node, undefined, now);
  }

  function onCatchUp(connection: ConnectionId, node: NodeId, requestId: number, now: Timestamp): void {
    links.setState(node, 'catching-up');
    if (!state.isLive || links.sourceOf(node, state.isLive) !== self)
      return refuse(connection, requestId, 'catching-up');
    catchUp.tell(node, requestId, now);
  }

  function onRefused(
    connection: ConnectionId,
    node: NodeId,
    { requestId, code }: { requestId: number; code: RefusalCode },
    now: Timestamp,
  ): void {
    if (requestId === 0) links.setState(node, 'catching-up');
    else if (state.source?.node === node && state.source.requestId === requestId) {
      state.source = undefined;
      retryAt = now + catchUpRetryMs;
    } else requests.answered(connection, requestId, code, now);
  }

  function settle(now: Timestamp): void {
    if (!hasBegun || state.isLive || state.source !== undefined || !links.isResolved(now)) return;
    if (retryAt !== undefined && now < retryAt) return;
    beginCatchUp(now);
  }

  return {
    get isLive() {
      return state.isLive;
    },
    begin(now) {
      hasBegun = true;
      if (others.length > 0) links.begin(now);
    },
    write: chain.write,
    connected(connection, direction, node) {
      if (!links.includes(node)) return;
      if (links.to(node) === undefined) metLive[state.isLive ? 'add' : 'delete'](node);
      links.connected(connection, direction, node);
      sayState(connection);
    },
    dialFailed: links.dialFailed,
    disconnected(connection, now) {
      const node = links.disconnected(connection, now);
      if (node === undefined) return;
      if (links.to(node) === undefined) {
        catchUp.forget(node);
        passedOver.delete(node);
      }
      if (state.source?.connection === connection) state.source = undefined;
      requests.disconnected(connection, now);
    },
    receive(connection, node, message, now) {
      if (!links.includes(node)) return false;
      switch (message.type) {
        case 'caught-up':
          if (message.requestId === 0) onLive(node, now);
          else if (state.source?.node === node && state.source.requestId === message.requestId) becomeLive(now);
          return true;
        case 'catch-up':
          onCatchUp(connection, node, message.requestId, now);
          return true;
        case 'replicate':
          chain.onReplicate(connection, node, message, now);
          return true;
        case 'replicated':
          requests.answered(connection, message.requestId, 'stored', now);
          return true;
        case 'refused':
          onRefused(connection, node, message, now);
          return true;
        default:
          return false;
      }
    },
    settle,
    deadline: () => earliest(links.deadline(), requests.deadline(), retryAt),
    tick(now) {
      links.tick(now);
      requests.tick(now);
      if (retryAt !== undefined && now >= retryAt) retryAt = undefined;
    },
  };
}

import { earliest } from '../../base/earliest.ts';
import type { ConnectionId, NodeId, Timestamp } from '../../protocol/ids.ts';
import type { Message, RefusalCode } from '../../protocol/messages.ts';
import type { Effect } from '../contract.ts';
import type { HeldItem } from '../parts/item-store.ts';
import type { Persists } from '../parts/persists.ts';
import { createServerLinks, isBefore } from './links.ts';
import { createServerRequests, type Write, type WriteDone, type Written } from './requests.ts';

/** What a server's group needs of it. */
export interface ServerGroupHost {
  emit(effect: Effect): void;
  item(name: string): HeldItem | undefined;
  names(): IterableIterator<string>;
  /** Whether and when what is held is kept for good. */
  readonly persists: Persists;
  /** Holds an item and has it kept; false: its name means other content already, and nothing changed. */
  hold(write: Write, now: Timestamp): boolean;
  /** Holds an item in place of what its name meant. */
  replace(write: Write, now: Timestamp): void;
}

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

/** Items on their way to a server that catches up, at a time. */
export const catchUpWindow = 16;
/** Pause before a server asks again that was refused. */
export const catchUpRetryMs = 100;

/** A server that is being told everything. */
interface Joiner {
  readonly node: NodeId;
  /** Its request; undefined: it is live, and told once more. */
  readonly requestId: number | undefined;
  readonly names: string[];
  next: number;
  outstanding: number;
}

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
  const joiners = new Map<NodeId, Joiner>();
  /** Who tells this server everything. */
  let source: { readonly node: NodeId; readonly connection: ConnectionId; readonly requestId: number } | undefined;
  let retryAt: Timestamp | undefined;
  let hasBegun = false;
  let hasFallenBack = false;
  let live = others.length === 0;
  /** Servers that heard first, when they were connected, that this one is live. */
  const metLive = new Set<NodeId>();
  /** Servers that were catching up when this one became live with what it had: their source may have been alive for longer than it was seen here. */
  const passedOver = new Set<NodeId>();
  /** Names decided here while an earlier server was catching up from another one: it may not have heard of them. */
  const decidedAlone = new Set<string>();
  /** Names that came from the source: what else is held, only this server has. */
  const told = new Set<string>();

  const send = (connection: ConnectionId, message: Message): void => emit({ type: 'send', connection, message });
  const refuse = (connection: ConnectionId, requestId: number, code: RefusalCode): void =>
    send(connection, { type: 'refused', requestId, code });

  /** Without being asked: whether this server is live. */
  function sayState(connection: ConnectionId): void {
    if (live) send(connection, { type: 'caught-up', requestId: 0 });
    else refuse(connection, 0, 'catching-up');
  }

  /** The live server that is next behind this one. */
  function nextLive(): NodeId | undefined {
    return links.inState('live').find((node) => isBefore(self, node));
  }

  /** Who is to tell a server everything: the live one before it, else the first one. */
  function sourceOf(joiner: NodeId): NodeId | undefined {
    const alive = links.inState('live').filter((node) => node !== joiner);
    if (live) alive.push(self);
    alive.sort((a, b) => (isBefore(a, b) ? -1 : 1));
    return alive.findLast((node) => isBefore(node, joiner)) ?? alive[0];
  }

  function catchUp(now: Timestamp): void {
    const node = sourceOf(self);
    if (node === undefined) {
      const waiting = links.inState('catching-up');
      if (waiting.some((other) => isBefore(other, self))) return;
      for (const other of waiting) passedOver.add(other);
      return becomeLive(now);
    }
    const connection = links.to(node);
    if (connection === undefined) return;
    source = { node, connection, requestId: requests.nextRequestId() };
    told.clear();
    send(connection, { type: 'catch-up', requestId: source.requestId });
  }

  function becomeLive(now: Timestamp): void {
    const mine = source === undefined ? [] : [...host.names()].filter((name) => !told.has(name));
    live = true;
    source = undefined;
    told.clear();
    for (const connection of links.open()) sayState(connection);
    writeAgain(mine, now);
    const next = nextLive();
    if (hasFallenBack && next !== undefined) tell(next, undefined, now); // it may have heard otherwise meanwhile
    hasFallenBack = false;
  }

  /** Another server was live without this one, which missed what was written there: it begins anew. */
  function fallBack(now: Timestamp): void {
    live = false;
    hasFallenBack = true;
    passedOver.clear();
    for (const joiner of [...joiners.values()]) giveUp(joiner);
    for (const connection of links.open()) sayState(connection);
    settle(now);
  }

  function onLive(node: NodeId, now: Timestamp): void {
    const before = links.stateOf(node);
    // Both were live when they met: they were apart. One that was told otherwise before does not fall back.
    if (live && before === 'unknown' && metLive.has(node)) {
      links.setState(node, isBefore(node, self) ? 'live' : 'catching-up');
      if (isBefore(node, self)) fallBack(now);
      return;
    }
    links.setState(node, 'live');
    // It was told everything by one that is gone, and this server was not; unless another one that is live, and has it from here, has told it.
    if (live && passedOver.delete(node) && links.inState('live').length === 1) return fallBack(now);
    if (live && isBefore(node, self)) {
      writeAgain([...decidedAlone], now);
      decidedAlone.clear();
    }
    // Somebody else told it everything while this server did not pass on to it yet.
    if (live && before !== 'live' && nextLive() === node) tell(node, undefined, now);
  }

  function onCatchUp(connection: ConnectionId, node: NodeId, requestId: number, now: Timestamp): void {
    links.setState(node, 'catching-up');
    if (!live || sourceOf(node) !== self) return refuse(connection, requestId, 'catching-up');
    tell(node, requestId, now);
  }

  function tell(node: NodeId, requestId: number | undefined, now: Timestamp): void {
    const joiner: Joiner = { node, requestId, names: [...host.names()], next: 0, outstanding: 0 };
    joiners.set(node, joiner);
    tellMore(joiner, now);
  }

  function tellMore(joiner: Joiner, now: Timestamp): void {
    const { node, names } = joiner;
    const connection = links.to(node);
    if (connection === undefined || joiners.get(node) !== joiner) return;
    while (joiner.outstanding < catchUpWindow && joiner.next < names.length) {
      const item = host.item(names[joiner.next++] ?? '');
      if (item === undefined) continue;
      joiner.outstanding++;
      requests.replicate(connection, asWrite(item), now, (how, at) => {
        joiner.outstanding--;
        if (how === 'stored') tellMore(joiner, at);
        else giveUp(joiner);
      });
      if (joiners.get(node) !== joiner) return; // refused at once
    }
    if (joiner.outstanding === 0) toldAll(joiner, connection);
  }

  /** It has everything: from now on it is passed what is written. */
  function toldAll({ node, requestId }: Joiner, connection: ConnectionId): void {
    joiners.delete(node);
    if (requestId === undefined) return;
    if (sourceOf(node) !== self) return refuse(connection, requestId, 'catching-up'); // another one came between
    links.setState(node, 'live');
    passedOver.delete(node);
    send(connection, { type: 'caught-up', requestId });
  }

  function giveUp(joiner: Joiner): void {
    const { node, requestId } = joiner;
    if (joiners.get(node) !== joiner) return;
    joiners.delete(node);
    const connection = links.to(node);
    if (requestId !== undefined && connection !== undefined) refuse(connection, requestId, 'catching-up');
  }

  /** False: the name means other content. */
  function hold(write: Write, now: Timestamp): boolean {
    const isNew = host.item(write.name) === undefined;
    if (!host.hold(write, now)) return false;
    if (isNew) tellJoiners(write.name);
    return true;
  }

  function tellJoiners(name: string): void {
    for (const { names } of joiners.values()) names.push(name);
  }

  /** What a server before this one holds is what the name means: there it was decided. */
  function obey(write: Write, from: NodeId, now: Timestamp): void {
    if (hold(write, now)) return;
    host.replace(write, now);
    tellJoiners(write.name);
    const text = `${write.name} means what ${from} says: two servers had taken different content while they were apart`;
    emit({ type: 'telemetry', event: { type: 'limit-reached', limit: 'wrong-content', text } });
  }

  function write(write: Write, now: Timestamp, done: WriteDone): void {
    if (!live) return done('catching-up', now);
    const [first] = links.inState('live');
    if (first !== undefined && isBefore(first, self)) return writeAt(first, write, now, done);
    if (host.persists.isFull) return done('overloaded', now);
    if (!hold(write, now)) return done('wrong-content', now);
    if (links.inState('catching-up').some((node) => isBefore(node, self))) decidedAlone.add(write.name);
    passOnKept(write.name, now, done);
  }

  /** Has earlier servers hold some names too. */
  function writeAgain(names: readonly string[], now: Timestamp): void {
    for (const name of names) {
      const item = host.item(name);
      if (item !== undefined) write(asWrite(item), now, () => undefined);
    }
  }

  /** The first server decides, and passes on until it comes back here. */
  function writeAt(first: NodeId, request: Write, now: Timestamp, done: WriteDone): void {
    replicate(first, request, now, done, (at) => write(request, at, done));
  }

  /** Not before it is kept here: what a server holds for good, all before it do. */
  function passOnKept(name: string, now: Timestamp, done: WriteDone): void {
    host.persists.whenPersisted(name, now, (failure, at) => {
      if (failure === undefined) passOn(name, at, done);
      else done(failure, at);
    });
  }

  function passOn(name: string, now: Timestamp, done: WriteDone): void {
    const [next, item] = [nextLive(), host.item(name)];
    if (next === undefined || item === undefined) return done(live ? 'stored' : 'catching-up', now);
    replicate(next, asWrite(item), now, done, (at) => passOn(name, at, done));
  }

  /** `again`: the other server is gone, or has to catch up first, and no longer counts. */
  function replicate(to: NodeId, write: Write, now: Timestamp, done: WriteDone, again: (now: Timestamp) => void): void {
    const connection = links.to(to);
    if (connection === undefined) return done('timed-out', now);
    requests.replicate(connection, write, now, (how, at) => {
      if (how === 'catching-up') links.setState(to, 'catching-up');
      if (how === 'catching-up' || how === 'unreachable') again(at);
      else done(how, at);
    });
  }

  function onReplicate(
    connection: ConnectionId,
    node: NodeId,
    message: Extract<Message, { type: 'replicate' }>,
    now: Timestamp,
  ): void {
    const { requestId } = message;
    const answer = (how: Written): void => {
      if (how === 'stored') send(connection, { type: 'replicated', requestId });
      else if (how !== 'timed-out' && how !== 'unreachable') refuse(connection, requestId, how);
    };
    if (host.persists.isFull) answer('overloaded');
    else if (source?.node === node) {
      told.add(message.name);
      obey(message, node, now);
      host.persists.whenPersisted(message.name, now, (failure) => answer(failure ?? 'stored'));
    } else if (!live) answer('catching-up');
    else if (isBefore(self, node)) write(message, now, answer);
    else {
      obey(message, node, now);
      passOnKept(message.name, now, answer);
    }
  }

  function onRefused(
    connection: ConnectionId,
    node: NodeId,
    { requestId, code }: { requestId: number; code: RefusalCode },
    now: Timestamp,
  ): void {
    if (requestId === 0) links.setState(node, 'catching-up');
    else if (source?.node === node && source.requestId === requestId) {
      source = undefined;
      retryAt = now + catchUpRetryMs;
    } else requests.answered(connection, requestId, code, now);
  }

  function settle(now: Timestamp): void {
    if (!hasBegun || live || source !== undefined || !links.isResolved(now)) return;
    if (retryAt !== undefined && now < retryAt) return;
    catchUp(now);
  }

  return {
    get isLive() {
      return live;
    },
    begin(now) {
      hasBegun = true;
      if (others.length > 0) links.begin(now);
    },
    write,
    connected(connection, direction, node) {
      if (!links.includes(node)) return;
      if (links.to(node) === undefined) metLive[live ? 'add' : 'delete'](node);
      links.connected(connection, direction, node);
      sayState(connection);
    },
    dialFailed: links.dialFailed,
    disconnected(connection, now) {
      const node = links.disconnected(connection, now);
      if (node === undefined) return;
      if (links.to(node) === undefined) {
        joiners.delete(node);
        passedOver.delete(node);
      }
      if (source?.connection === connection) source = undefined;
      requests.disconnected(connection, now);
    },
    receive(connection, node, message, now) {
      if (!links.includes(node)) return false;
      switch (message.type) {
        case 'caught-up':
          if (message.requestId === 0) onLive(node, now);
          else if (source?.node === node && source.requestId === message.requestId) becomeLive(now);
          return true;
        case 'catch-up':
          onCatchUp(connection, node, message.requestId, now);
          return true;
        case 'replicate':
          onReplicate(connection, node, message, now);
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

function asWrite({ name, author, content }: HeldItem): Write {
  // A server knows the author of everything it holds.
  return { name, author: author as NodeId, content };
}

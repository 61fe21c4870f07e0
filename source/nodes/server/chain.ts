import type { ConnectionId, NodeId, Timestamp } from '../../protocol/ids.ts';
import type { Message, RefusalCode } from '../../protocol/messages.ts';
import type { CatchUp } from './catch-up.ts';
import type { GroupState, ServerGroupHost } from './group-state.ts';
import { isBefore, type ServerLinks } from './links.ts';
import { asWrite, type ServerRequests, type Write, type WriteDone, type Written } from './requests.ts';

export interface ChainOptions {
  readonly self: NodeId;
  readonly host: ServerGroupHost;
  readonly links: ServerLinks;
  readonly requests: Pick<ServerRequests, 'replicate'>;
  readonly catchUp: Pick<CatchUp, 'tellOf'>;
  readonly state: GroupState;
  send(connection: ConnectionId, message: Message): void;
  refuse(connection: ConnectionId, requestId: number, code: RefusalCode): void;
}

/** Writes along the chain of live servers: the first one decides, each holds what it is told and passes it on to the next. */
export interface Chain {
  /** Done when every live server holds the item, this one included. */
  write(write: Write, now: Timestamp, done: WriteDone): void;
  /** Has earlier servers hold some names too. */
  writeAgain(names: readonly string[], now: Timestamp): void;
  /** Another server says what is to be held. */
  onReplicate(
    connection: ConnectionId,
    node: NodeId,
    message: Extract<Message, { type: 'replicate' }>,
    now: Timestamp,
  ): void;
}

export function createChain({ self, host, links, requests, catchUp, state, send, refuse }: ChainOptions): Chain {
  /** False: the name means other content. */
  function hold(write: Write, now: Timestamp): boolean {
    const isNew = host.item(write.name) === undefined;
    if (!host.hold(write, now)) return false;
    if (isNew) catchUp.tellOf(write.name);
    return true;
  }

  /** What a server before this one holds is what the name means: there it was decided. */
  function obey(write: Write, from: NodeId, now: Timestamp): void {
    if (hold(write, now)) return;
    host.replace(write, now);
    catchUp.tellOf(write.name);
    const text = `${write.name} means what ${from} says: two servers had taken different content while they were apart`;
    host.emit({ type: 'telemetry', event: { type: 'limit-reached', limit: 'wrong-content', text } });
  }

  function write(write: Write, now: Timestamp, done: WriteDone): void {
    if (!state.isLive) return done('catching-up', now);
    const [first] = links.inState('live');
    if (first !== undefined && isBefore(first, self)) return writeAt(first, write, now, done);
    if (host.persists.isFull) return done('overloaded', now);
    if (!hold(write, now)) return done('wrong-content', now);
    if (links.inState('catching-up').some((node) => isBefore(node, self))) state.decidedAlone.add(write.name);
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
    const [next, item] = [links.nextLive(), host.item(name)];
    if (next === undefined || item === undefined) return done(state.isLive ? 'stored' : 'catching-up', now);
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
    else if (state.source?.node === node) {
      state.told.add(message.name);
      obey(message, node, now);
      host.persists.whenPersisted(message.name, now, (failure) => answer(failure ?? 'stored'));
    } else if (!state.isLive) answer('catching-up');
    else if (isBefore(self, node)) write(message, now, answer);
    else {
      obey(message, node, now);
      passOnKept(message.name, now, answer);
    }
  }

  return { write, writeAgain, onReplicate };
}

import type { ConnectionId, NodeId, Timestamp } from '../../protocol/ids.ts';
import type { RefusalCode } from '../../protocol/messages.ts';
import type { HeldItem } from '../parts/item-store.ts';
import type { ServerLinks } from './links.ts';
import { asWrite, type ServerRequests } from './requests.ts';

/** Items on their way to a server that catches up, at a time. */
export const catchUpWindow = 16;
/** A server that is being told everything. */
interface Joiner {
  readonly node: NodeId;
  /** Its request; undefined: it is live, and told once more. */
  readonly requestId: number | undefined;
  readonly names: string[];
  next: number;
  outstanding: number;
}

export interface CatchUpOptions {
  readonly links: ServerLinks;
  readonly requests: Pick<ServerRequests, 'replicate'>;
  readonly item: (name: string) => HeldItem | undefined;
  readonly names: () => IterableIterator<string>;
  /** Whether it is for this server to tell that one everything. */
  isSourceOf(node: NodeId): boolean;
  refuse(connection: ConnectionId, requestId: number, code: RefusalCode): void;
  /** It has been told everything, and is live. */
  onTold(node: NodeId, connection: ConnectionId, requestId: number): void;
}

/** Tells other servers everything that this one holds. */
export interface CatchUp {
  /** `requestId`: of its request; undefined: it is live, and told once more. */
  tell(node: NodeId, requestId: number | undefined, now: Timestamp): void;
  /** Something new is held, or means something else: those that are being told hear of it too. */
  tellOf(name: string): void;
  /** It is not connected any more. */
  forget(node: NodeId): void;
  giveUpAll(): void;
}

export function createCatchUp({
  links,
  requests,
  item: itemOf,
  names,
  isSourceOf,
  refuse,
  onTold,
}: CatchUpOptions): CatchUp {
  const joiners = new Map<NodeId, Joiner>();

  function tell(node: NodeId, requestId: number | undefined, now: Timestamp): void {
    const joiner: Joiner = { node, requestId, names: [...names()], next: 0, outstanding: 0 };
    joiners.set(node, joiner);
    tellMore(joiner, now);
  }

  function tellMore(joiner: Joiner, now: Timestamp): void {
    const { node, names: all } = joiner;
    const connection = links.to(node);
    if (connection === undefined || joiners.get(node) !== joiner) return;
    while (joiner.outstanding < catchUpWindow && joiner.next < all.length) {
      const item = itemOf(all[joiner.next++] ?? '');
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
    if (isSourceOf(node)) onTold(node, connection, requestId);
    else refuse(connection, requestId, 'catching-up'); // another one came between
  }

  function giveUp(joiner: Joiner): void {
    const { node, requestId } = joiner;
    if (joiners.get(node) !== joiner) return;
    joiners.delete(node);
    const connection = links.to(node);
    if (requestId !== undefined && connection !== undefined) refuse(connection, requestId, 'catching-up');
  }

  return {
    tell,
    tellOf(name) {
      for (const joiner of joiners.values()) joiner.names.push(name);
    },
    forget: (node) => void joiners.delete(node),
    giveUpAll() {
      for (const joiner of [...joiners.values()]) giveUp(joiner);
    },
  };
}

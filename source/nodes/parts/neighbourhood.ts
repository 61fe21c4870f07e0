import { earliest } from '../../base/earliest.ts';
import type { ConnectionId, NodeId, Timestamp } from '../../protocol/ids.ts';
import type { Message } from '../../protocol/messages.ts';
import type { Effect, Input } from '../contract.ts';
import { createDialPlan } from './dial-plan.ts';
import { createKeepalive } from './keepalive.ts';

/** What an input meant for a node that talks to its neighbours directly. */
export type NeighbourEvent =
  | { readonly type: 'arrived'; readonly connection: ConnectionId; readonly node: NodeId }
  | { readonly type: 'departed'; readonly connection: ConnectionId; readonly node: NodeId }
  | { readonly type: 'said'; readonly connection: ConnectionId; readonly node: NodeId; readonly message: Message };

/** The connections of a node that has no overlay: those that it dials and those that come in, kept alive. */
export interface Neighbourhood {
  /** Takes what concerns connections; gives what is left for the node to act on. */
  take(input: Input, now: Timestamp): NeighbourEvent | undefined;
  /** By connection, in the order in which they came. */
  readonly all: ReadonlyMap<ConnectionId, NodeId>;
  /** The node is not dialled again. */
  forget(node: NodeId): void;
  deadline(): Timestamp | undefined;
}

/** `phase` in [0, 1) shifts its keepalive rounds; `emit` takes the effects. */
export function createNeighbourhood(
  dials: readonly NodeId[],
  phase: number,
  emit: (effect: Effect) => void,
): Neighbourhood {
  const dialPlan = createDialPlan(dials);
  const keepalive = createKeepalive(phase);
  const all = new Map<ConnectionId, NodeId>();
  let joined = false;

  function onConnected({ connection, direction, node }: Extract<Input, { type: 'connected' }>, now: Timestamp): void {
    dialPlan.connected(node);
    keepalive.add(connection, direction, now);
    all.set(connection, node);
    if (direction === 'outbound')
      emit({ type: 'telemetry', event: { type: 'purpose', connection, purpose: 'overlay' } });
  }

  function onMessage(connection: ConnectionId, message: Message, now: Timestamp): NeighbourEvent | undefined {
    keepalive.heard(connection, now);
    const node = all.get(connection);
    if (node === undefined) return undefined;
    switch (message.type) {
      case 'ping':
        emit({ type: 'send', connection, message: { type: 'pong', requestId: message.requestId } });
        return undefined;
      case 'pong':
        return undefined;
      case 'leave':
        dialPlan.forget(node);
        return undefined;
      default:
        return { type: 'said', connection, node, message };
    }
  }

  function dispatch(input: Input, now: Timestamp): NeighbourEvent | undefined {
    switch (input.type) {
      case 'started':
        for (const effect of dialPlan.begin()) emit(effect);
        return undefined;
      case 'connected':
        onConnected(input, now);
        return { type: 'arrived', connection: input.connection, node: input.node };
      case 'dial-failed':
        dialPlan.lost(input.node, now);
        return undefined;
      case 'disconnected': {
        const node = all.get(input.connection);
        keepalive.remove(input.connection);
        all.delete(input.connection);
        if (node === undefined) return undefined;
        dialPlan.lost(node, now);
        return { type: 'departed', connection: input.connection, node };
      }
      case 'message':
        return onMessage(input.connection, input.message, now);
      case 'leave':
        for (const connection of all.keys()) emit({ type: 'send', connection, message: { type: 'leave' } });
        return undefined;
      case 'tick':
        for (const effect of [...dialPlan.tick(now), ...keepalive.tick(now)]) emit(effect);
        return undefined;
      default:
        return undefined;
    }
  }

  return {
    all,
    forget: (node) => dialPlan.forget(node),
    deadline: () => earliest(dialPlan.deadline(), keepalive.deadline()),
    take(input, now) {
      const event = dispatch(input, now);
      if (!joined && dialPlan.isJoined()) {
        joined = true;
        emit({ type: 'telemetry', event: { type: 'joined' } });
      }
      return event;
    },
  };
}

import type { Effect, Input, NodeLogic } from '../../source/nodes/contract.ts';
import type { ConnectionId } from '../../source/protocol/ids.ts';
import type { Message } from '../../source/protocol/messages.ts';
import { hashOf } from '../../source/protocol/sha256.ts';

/** A planted bug: what a node's logic becomes. */
export type Mutation = (logic: NodeLogic) => NodeLogic;

type Intercept = (connection: ConnectionId, message: Message) => readonly Message[] | undefined;

/** Answers some messages in the node's place; undefined: the node takes it itself. */
function answering(logic: NodeLogic, intercept: Intercept): NodeLogic {
  return {
    ...bound(logic),
    handle(input, now) {
      if (input.type !== 'message') return logic.handle(input, now);
      const answers = intercept(input.connection, input.message);
      if (answers === undefined) return logic.handle(input, now);
      return answers.map((message): Effect => ({ type: 'send', connection: input.connection, message }));
    },
  };
}

/** A server that tells every `nth` client that its item is stored, and forgets to store it. */
export function dropsEveryNthWrite(nth: number): Mutation {
  return (logic) => {
    let writes = 0;
    return answering(logic, (_connection, message) => {
      if (message.type !== 'publish' || ++writes % nth !== 0) return undefined;
      return [{ type: 'published', requestId: message.requestId }];
    });
  };
}

/** One that says that it keeps a replica, says so again when it is asked, and keeps none: a server of a group, or a peer. */
export const dropsReplicas: Mutation = (logic) =>
  answering(logic, (_connection, message) => {
    if (message.type === 'replicate') return [{ type: 'replicated', requestId: message.requestId }];
    if (message.type === 'check-replicas') return [{ type: 'replicas', requestId: message.requestId, missing: [] }];
    return undefined;
  });

/** A peer that tells its user that there are as many copies as there should be, and never asks anybody to keep one. */
export const placesNoReplica: Mutation = (logic) => {
  const feed = (input: Input, now: number): readonly Effect[] =>
    logic.handle(input, now).flatMap((effect): readonly Effect[] => {
      if (effect.type !== 'send' || effect.message.type !== 'replicate') return [effect];
      const { requestId } = effect.message;
      return feed({ type: 'message', connection: effect.connection, message: { type: 'replicated', requestId } }, now);
    });
  return { ...bound(logic), handle: feed };
};

/** One whose disk turns bits: what it holds is wrong, and so is what it gives. */
export const turnsBits: Mutation = (logic) => ({
  ...bound(logic),
  handle: (input, now) => logic.handle(input, now).map(turned),
  contentOf(name) {
    const content = logic.contentOf?.(name);
    return content === undefined ? undefined : bitTurned(content);
  },
});

/** A holder that gives other bytes than it holds. */
export const givesWrongBytes: Mutation = (logic) => ({
  ...bound(logic),
  handle: (input, now) => logic.handle(input, now).map(turned),
});

/** A client or a peer that tells its user that his item is stored before anybody has stored it, and then loses it. */
export const acknowledgesAtOnce: Mutation = (logic) => ({
  ...bound(logic),
  handle(input, now) {
    if (input.type !== 'command' || input.command.type !== 'publish') return logic.handle(input, now);
    const { content } = input.command;
    const outcome = { type: 'done', servedBy: 'n1', hops: 1, hash: hashOf(content), bytes: content.length };
    return [{ type: 'answer', requestId: input.requestId, outcome } as Effect];
  },
});

function turned(effect: Effect): Effect {
  if (effect.type !== 'send' || effect.message.type !== 'content') return effect;
  return { ...effect, message: { ...effect.message, content: bitTurned(effect.message.content) } };
}

function bitTurned(content: Buffer): Buffer {
  const copy = Buffer.from(content);
  copy.writeUInt8(copy.readUInt8(0) ^ 1, 0);
  return copy;
}

/** Its parts as an object of their own: a logic may be a class. */
function bound(logic: NodeLogic): NodeLogic {
  return {
    handle: (input, now) => logic.handle(input, now),
    deadline: () => logic.deadline(),
    gauges: (now) => logic.gauges(now),
    contentOf: (name) => logic.contentOf?.(name),
  };
}
